package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.moreau.data.LabelledSequences;
import org.moreau.robustness.Attack;
import org.moreau.robustness.PlantedWeakness;
import org.moreau.robustness.RobustnessCurve;

/**
 * Attacks trained classifiers on the test part: accuracy by budget, the area under that curve, and
 * how far the last feature moves for each unit that the input moves.
 */
final class RobustnessMeasurement {
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
    AttackedModel model = new AttackedModel(config, context, trained.model(), seed, test);
    describeStrength(model);
    if (!complete(results, file, key, model)) {
      return false;
    }
    results.forEach((metric, value) -> context.summary().add(key, metric, value));
    return true;
  }

  /** Says once how strong the attacks are on sequences of this size. */
  private void describeStrength(AttackedModel model) {
    if (described) {
      return;
    }
    described = true;
    AttackedModel.Size size = model.size();
    List<String> strengths = new ArrayList<>();
    for (Attack attack : config.all()) {
      double multiple =
          PlantedWeakness.multiple(attack, config.budget(), size.features(), size.steps());
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
                + size.features()
                + " x "
                + size.steps()
                + " values succeed at so many times the smallest size that can: "
                + String.join(", ", strengths));
  }

  /**
   * Adds what {@code results} lack, and stores them after each attack.
   *
   * @return false if a stop was asked for
   */
  private boolean complete(
      Map<String, Double> results, RobustnessFile file, String key, AttackedModel model)
      throws IOException {
    List<Attack> missing =
        config.all().stream().filter(attack -> !results.containsKey(area(attack.key()))).toList();
    boolean lipschitz = !results.containsKey(LIPSCHITZ);
    int parts = missing.size() + (lipschitz ? 1 : 0);
    if (parts == 0) {
      return true;
    }
    String label = key + ", seed " + model.seed() + ", attacked";
    try (Progress.Task bar =
        context.progress().start(label, (long) parts * model.batches().size())) {
      for (Attack attack : missing) {
        addCurve(results, attack.key(), model.curve(attack, () -> bar.step(attack.key())));
        file.write(results);
      }
      if (lipschitz) {
        AttackedModel.Lipschitz found = model.lipschitz(() -> bar.step(LIPSCHITZ));
        results.put(LIPSCHITZ, found.mean());
        results.put(LIPSCHITZ + "_max", found.largest());
        file.write(results);
      }
      return true;
    } catch (CancellationException stopped) {
      return false;
    }
  }

  private void addCurve(Map<String, Double> results, String attack, RobustnessCurve curve) {
    results.put(accuracy(attack, "0"), curve.accuracies().get(0));
    for (int i = 1; i < curve.sizes().size(); i++) {
      results.put(accuracy(attack, config.attackSizes().get(i - 1)), curve.accuracies().get(i));
    }
    results.put(area(attack), curve.area());
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
