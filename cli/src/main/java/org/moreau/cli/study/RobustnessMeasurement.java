package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.Batches;
import org.moreau.data.SequenceBatch;
import org.moreau.data.SequenceDataset;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.SequenceClassifier;
import org.moreau.robustness.Attack;
import org.moreau.robustness.LipschitzEstimate;
import org.moreau.robustness.PlantedWeakness;
import org.moreau.robustness.RobustnessCurve;
import org.moreau.robustness.Victim;

/**
 * Attacks trained classifiers on the test part: accuracy by budget, the area under that curve, and
 * how far the last feature moves for each unit that the input moves.
 */
record RobustnessMeasurement(RobustnessConfig config, StudyContext context) {
  private static final int BATCH = 128;
  private static final int LIPSCHITZ_STEPS = 10;
  private static final String LIPSCHITZ = "feature_lipschitz";

  /**
   * Tries the attacks on a model whose weakness is known.
   *
   * @throws IllegalArgumentException if one does not find it: what it says is not to be trusted
   */
  void requireAttacks() {
    for (Attack attack : config.all()) {
      try {
        PlantedWeakness.require(attack, config.budget());
      } catch (IllegalStateException e) {
        throw new IllegalArgumentException(e.getMessage() + "; give it more steps or samples", e);
      }
    }
  }

  /** The metrics that are areas under a curve. */
  List<String> areas() {
    return config.attacks().stream().map(RobustnessMeasurement::area).toList();
  }

  private static String area(String attack) {
    return attack + "_accuracy_area";
  }

  /** The metric of the accuracy within a budget, whose size is given as in the settings. */
  static String accuracy(String attack, String size) {
    return attack + "_accuracy_at_" + size;
  }

  /**
   * Adds the results of a trained method to the summary, those of an earlier start if it has any.
   *
   * @param test normalised
   * @return false if a stop was asked for
   */
  boolean measure(String key, long seed, RecurrentTraining.Trained trained, SequenceDataset test)
      throws IOException {
    if (config.attacks().isEmpty()) {
      return true;
    }
    RobustnessFile file =
        new RobustnessFile(
            context.folder().checkpoint(key + "-seed" + seed + ".robustness.json"),
            trained.description() + " " + config);
    Map<String, Double> results = file.read();
    if (results.isEmpty()) {
      results = results(key, seed, trained.model(), test);
      if (results.isEmpty()) {
        return false;
      }
      file.write(results);
    }
    results.forEach((metric, value) -> context.summary().add(key, metric, value));
    return true;
  }

  /** Empty if a stop was asked for. */
  private Map<String, Double> results(
      String key, long seed, SequenceClassifier model, SequenceDataset test) {
    int count = config.attackSequences() == 0 ? test.size() : config.attackSequences();
    SequenceDataset drawn =
        test.subset(RecurrentData.drawn(test.size(), count, seed, "attacked sequences"));
    List<int[]> batches = Batches.byLength(drawn.lengths(), BATCH);
    model.eval();
    Map<String, Double> results = new LinkedHashMap<>();
    String label = key + ", seed " + seed + ", attacked";
    try (Progress.Task bar =
        context.progress().start(label, (config.attacks().size() + 1L) * batches.size())) {
      for (Attack attack : config.all()) {
        RobustnessCurve curve = curve(attack, seed, model, drawn, batches, bar);
        if (curve == null) {
          return Map.of();
        }
        results.put(accuracy(attack.key(), "0"), curve.accuracies().get(0));
        for (int i = 1; i < curve.sizes().size(); i++) {
          String size = config.attackSizes().get(i - 1);
          results.put(accuracy(attack.key(), size), curve.accuracies().get(i));
        }
        results.put(area(attack.key()), curve.area());
      }
      Map<String, Double> slopes = lipschitz(seed, model, drawn, batches, bar);
      results.putAll(slopes);
      return slopes.isEmpty() ? Map.of() : results;
    }
  }

  /** Batch by batch, so that a stop need not wait for all; null if one was asked for. */
  private @Nullable RobustnessCurve curve(
      Attack attack,
      long seed,
      SequenceClassifier model,
      SequenceDataset test,
      List<int[]> batches,
      Progress.Task bar) {
    List<Double> sizes = config.sizes();
    long[] standing = new long[sizes.size()];
    for (int b = 0; b < batches.size(); b++) {
      if (context.stop().requested()) {
        return null;
      }
      int[] indices = batches.get(b);
      RobustnessCurve own =
          RobustnessCurve.of(
              attack,
              config.budget(),
              sizes,
              i -> victim(model, test, indices),
              1,
              Seeds.derive(seed, attack.key(), b));
      for (int i = 0; i < standing.length; i++) {
        standing[i] += Math.round(own.accuracies().get(i) / 100 * indices.length);
      }
      bar.step(attack.key());
    }
    List<Double> accuracies = new ArrayList<>();
    for (long right : standing) {
      accuracies.add(100.0 * right / test.size());
    }
    return new RobustnessCurve(sizes, accuracies);
  }

  private Victim victim(SequenceClassifier model, SequenceDataset test, int[] indices) {
    SequenceBatch batch = SequenceBatch.of(test, indices, context.device(), ScalarType.Float);
    return Victim.of(
        x -> model.logits(x, batch.lengths()), batch.frames(), batch.lengths(), batch.labels());
  }

  /** The mean and the largest estimate over the sequences; empty if a stop was asked for. */
  private Map<String, Double> lipschitz(
      long seed,
      SequenceClassifier model,
      SequenceDataset test,
      List<int[]> batches,
      Progress.Task bar) {
    LipschitzEstimate estimate =
        new LipschitzEstimate(config.budget().epsilon(), LIPSCHITZ_STEPS, 1);
    double sum = 0;
    double largest = 0;
    for (int b = 0; b < batches.size(); b++) {
      if (context.stop().requested()) {
        return Map.of();
      }
      try (TensorScope scope = new TensorScope()) {
        SequenceBatch batch =
            SequenceBatch.of(test, batches.get(b), context.device(), ScalarType.Float);
        Victim victim = victim(model, test, batches.get(b));
        Tensor ratios =
            estimate.of(
                x -> model.lastHidden(model.encode(x), batch.lengths()),
                victim.inputs(),
                victim.mask(),
                Seeds.random(seed, LIPSCHITZ, b));
        for (double ratio : TensorData.doubles(ratios)) {
          sum += ratio;
          largest = Math.max(largest, ratio);
        }
      }
      bar.step(LIPSCHITZ);
    }
    return Map.of(LIPSCHITZ, sum / test.size(), LIPSCHITZ + "_max", largest);
  }

  /** The table's columns and the figure; nothing if there were no attacks. */
  void conclude(RecurrentFigures figures) throws IOException {
    if (config.attacks().isEmpty()) {
      return;
    }
    Summary summary = context.summary();
    summary.shown(
        summary.metrics().stream().filter(metric -> !metric.contains("_accuracy_at_")).toList());
    figures.robustness(config);
  }
}
