package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.moreau.data.Batches;
import org.moreau.data.LabelledSequences;
import org.moreau.data.SequenceBatch;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.RecurrentClassifier;
import org.moreau.robustness.Attack;
import org.moreau.robustness.LipschitzEstimate;
import org.moreau.robustness.PlantedWeakness;
import org.moreau.robustness.RobustnessCurve;
import org.moreau.robustness.Victim;

/**
 * Attacks trained classifiers on the test part: accuracy by budget, the area under that curve, and
 * how far the last feature moves for each unit that the input moves.
 */
final class RobustnessMeasurement {
  private static final int BATCH = 128;
  private static final int LIPSCHITZ_STEPS = 10;
  private static final String LIPSCHITZ = "feature_lipschitz";

  private final RobustnessConfig config;
  private final StudyContext context;
  private boolean described;

  RobustnessMeasurement(RobustnessConfig config, StudyContext context) {
    this.config = config;
    this.context = context;
  }

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
   * @param test sequences, as the classifier takes them
   * @return false if a stop was asked for
   */
  boolean measure(String key, long seed, RecurrentTraining.Trained trained, LabelledSequences test)
      throws IOException {
    if (config.attacks().isEmpty()) {
      return true;
    }
    RobustnessFile file =
        new RobustnessFile(
            context.folder().checkpoint(key + "-seed" + seed + ".robustness.json"),
            trained.description() + " " + config);
    Map<String, Double> results = file.read();
    describeStrength(trained.model(), test);
    if (!complete(results, file, key, seed, trained.model(), test)) {
      return false;
    }
    results.forEach((metric, value) -> context.summary().add(key, metric, value));
    return true;
  }

  /** Says once how strong the attacks are on sequences of this size. */
  private void describeStrength(RecurrentClassifier model, LabelledSequences test) {
    if (described) {
      return;
    }
    described = true;
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      int longest = 0;
      for (int i = 1; i < test.size(); i++) {
        longest = test.lengths()[i] > test.lengths()[longest] ? i : longest;
      }
      Tensor signal = model.signal(batch(test, new int[] {longest}).inputs());
      int features = (int) signal.size(1);
      int steps = (int) signal.size(2);
      List<String> strengths = new ArrayList<>();
      for (Attack attack : config.all()) {
        double multiple = PlantedWeakness.multiple(attack, config.budget(), features, steps);
        strengths.add(
            attack.key()
                + (Double.isInfinite(multiple)
                    ? " at none up to 100"
                    : String.format(Locale.ROOT, " at %.3g", multiple)));
      }
      context
          .out()
          .println(
              "attacks on a linear model of "
                  + features
                  + " x "
                  + steps
                  + " values succeed at so many times the smallest size that can: "
                  + String.join(", ", strengths));
    }
  }

  /**
   * Adds what {@code results} lack, and stores them after each attack.
   *
   * @return false if a stop was asked for
   */
  private boolean complete(
      Map<String, Double> results,
      RobustnessFile file,
      String key,
      long seed,
      RecurrentClassifier model,
      LabelledSequences test)
      throws IOException {
    LabelledSequences drawn =
        test.subset(
            RecurrentProblem.drawn(
                test.size(), config.attacked(test.size()), seed, "attacked sequences"));
    List<int[]> batches = Batches.byLength(drawn.lengths(), BATCH);
    List<Attack> missing =
        config.all().stream().filter(attack -> !results.containsKey(area(attack.key()))).toList();
    boolean lipschitz = !results.containsKey(LIPSCHITZ);
    if (missing.isEmpty() && !lipschitz) {
      return true;
    }
    model.module().eval();
    String label = key + ", seed " + seed + ", attacked";
    try (Progress.Task bar =
        context
            .progress()
            .start(label, (missing.size() + (lipschitz ? 1L : 0L)) * batches.size())) {
      for (Attack attack : missing) {
        addCurve(results, attack, seed, model, drawn, batches, bar);
        file.write(results);
      }
      if (lipschitz) {
        addLipschitz(results, seed, model, drawn, batches, bar);
        file.write(results);
      }
      return true;
    } catch (CancellationException stopped) {
      return false;
    }
  }

  private void addCurve(
      Map<String, Double> results,
      Attack attack,
      long seed,
      RecurrentClassifier model,
      LabelledSequences drawn,
      List<int[]> batches,
      Progress.Task bar) {
    RobustnessCurve curve =
        RobustnessCurve.of(
            attack,
            config.budget(),
            config.sizes(),
            i -> {
              bar.step(attack.key());
              return victim(model, batch(drawn, batches.get(i)));
            },
            batches.size(),
            Seeds.derive(seed, attack.key()));
    results.put(accuracy(attack.key(), "0"), curve.accuracies().get(0));
    for (int i = 1; i < curve.sizes().size(); i++) {
      String size = config.attackSizes().get(i - 1);
      results.put(accuracy(attack.key(), size), curve.accuracies().get(i));
    }
    results.put(area(attack.key()), curve.area());
  }

  private void addLipschitz(
      Map<String, Double> results,
      long seed,
      RecurrentClassifier model,
      LabelledSequences drawn,
      List<int[]> batches,
      Progress.Task bar) {
    double sum = 0;
    double largest = 0;
    for (int[] indices : batches) {
      bar.step(LIPSCHITZ);
      for (double ratio : lipschitz(seed, model, drawn, indices)) {
        sum += ratio;
        largest = Math.max(largest, ratio);
      }
    }
    results.put(LIPSCHITZ, sum / drawn.size());
    results.put(LIPSCHITZ + "_max", largest);
  }

  private SequenceBatch batch(LabelledSequences test, int[] indices) {
    return test.batch(indices, context.device());
  }

  private Victim victim(RecurrentClassifier model, SequenceBatch batch) {
    return Victim.of(
        x -> model.classify(features(model, batch, x)),
        model.signal(batch.inputs()).detach(),
        batch.lengths(),
        batch.labels());
  }

  /** A batch takes minutes, so a stop is asked for whenever the model is. */
  private Tensor features(RecurrentClassifier model, SequenceBatch batch, Tensor signal) {
    if (context.stop().requested()) {
      throw new CancellationException();
    }
    return model.lastHidden(model.encodeSignal(signal), batch.lengths());
  }

  private double[] lipschitz(
      long seed, RecurrentClassifier model, LabelledSequences test, int[] indices) {
    LipschitzEstimate estimate =
        new LipschitzEstimate(config.budget().epsilon(), LIPSCHITZ_STEPS, 1);
    try (TensorScope scope = new TensorScope()) {
      SequenceBatch batch = batch(test, indices);
      Victim victim = victim(model, batch);
      return TensorData.doubles(
          estimate.of(
              x -> features(model, batch, x),
              victim.inputs(),
              victim.mask(),
              Seeds.random(seed, LIPSCHITZ, indices[0])));
    }
  }

  /** The table's columns and the figure, if there were attacks; {@code tested} is all there is. */
  void conclude(RecurrentFigures figures, int tested) throws IOException {
    if (config.attacks().isEmpty()) {
      return;
    }
    Summary summary = context.summary();
    summary.shown(
        summary.metrics().stream().filter(metric -> !metric.contains("_accuracy_at_")).toList());
    figures.robustness(config, config.attacked(tested));
  }
}
