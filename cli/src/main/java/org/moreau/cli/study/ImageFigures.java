package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Horizontal;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;
import org.moreau.training.EpochRecord;
import org.moreau.training.ImageTask;

/** The figures of a comparison of ways to train a network for images. */
final class ImageFigures {
  /** The methods that the studies compare by default; each has its colour in all figures. */
  private static final List<String> METHODS =
      List.of("backprop", "cg:3", "cg:5", "cg:10", "cg-published:3", "exact", "cg:1");

  private final StudyContext context;
  private final String title;

  /** {@code label} is what the data must be called. */
  ImageFigures(StudyContext context, String title, String label) {
    this.context = context;
    this.title =
        title
            + "; "
            + label
            + ", seed "
            + context.seed()
            + (context.quick() ? " (quick: not comparable)" : "");
  }

  /** The paper's Figures 2 and 3: loss by epoch and by time, validation accuracy by epoch. */
  void learningCurves(String file, Map<String, TrainingOutcome> outcomes) throws IOException {
    Horizontal time = new Horizontal("Training time (s)", Scale.LINEAR);
    String loss = "cross-entropy";
    List<Curve> byEpoch = curves(outcomes, ImageFigures::epochs, ImageTask.FULL_BATCH_LOSS);
    Scale scale = scale(byEpoch);
    LearningCurves.write(
        context.folder().figure(file),
        title,
        List.of(
            new Panel("Loss over all training images", loss, scale, byEpoch),
            new Panel(
                "Loss over all training images",
                loss,
                scale,
                time,
                curves(outcomes, ImageFigures::seconds, ImageTask.FULL_BATCH_LOSS)),
            new Panel(
                "Validation",
                "accuracy (%)",
                Scale.LINEAR,
                curves(outcomes, ImageFigures::epochs, ImageTask.ACCURACY))),
        METHODS);
  }

  /** A logarithmic axis has whole decades, in which less than one is hard to see. */
  static Scale scale(List<Curve> curves) {
    DoubleSummaryStatistics values =
        curves.stream()
            .flatMap(curve -> curve.values().stream())
            .filter(Double::isFinite)
            .mapToDouble(value -> value)
            .summaryStatistics();
    return values.getMax() > 10 * values.getMin() ? Scale.LOGARITHMIC : Scale.LINEAR;
  }

  /** The places run one further than the epochs where the training diverged. */
  private static List<Curve> curves(
      Map<String, TrainingOutcome> outcomes,
      Function<TrainingOutcome, List<Double>> places,
      String metric) {
    List<Curve> curves = new ArrayList<>();
    outcomes.forEach(
        (method, outcome) ->
            curves.add(
                curve(
                    method,
                    outcome,
                    places.apply(outcome),
                    record -> record.metrics().getOrDefault(metric, Double.NaN))));
    return curves;
  }

  private static Curve curve(
      String method,
      TrainingOutcome outcome,
      List<Double> places,
      ToDoubleFunction<EpochRecord> value) {
    int done = outcome.history().size();
    return new Curve(
        method,
        places.subList(0, done),
        outcome.history().stream().mapToDouble(value).boxed().toList(),
        outcome.diverged() == null ? List.of() : places.subList(done, done + 1));
  }

  /** A number of each epoch by the steps up to its end; a cross where the training diverged. */
  static Curve byIteration(
      String method, TrainingOutcome outcome, int steps, ToDoubleFunction<EpochRecord> value) {
    List<Double> places = epochs(outcome).stream().map(epoch -> epoch * steps).toList();
    return curve(method, outcome, places, value);
  }

  private static List<Double> epochs(TrainingOutcome outcome) {
    return IntStream.rangeClosed(1, outcome.history().size() + 1)
        .mapToObj(epoch -> (double) epoch)
        .toList();
  }

  private static List<Double> seconds(TrainingOutcome outcome) {
    List<Double> seconds = new ArrayList<>();
    double sum = 0;
    for (EpochRecord record : outcome.history()) {
      sum += record.seconds();
      seconds.add(sum);
    }
    seconds.add(sum);
    return seconds;
  }

  /**
   * The paper's Table 1: the loss after the last epoch by tau, ours and, where there are any, the
   * paper's.
   */
  void lossByStep(String file, List<Curve> ours, List<Curve> paper) throws IOException {
    // One scale for both, so that they can be compared by eye.
    Scale scale = scale(Stream.concat(ours.stream(), paper.stream()).toList());
    List<Panel> panels = new ArrayList<>(List.of(lossByStep("This run", scale, ours)));
    if (!paper.isEmpty()) {
      panels.add(lossByStep("ProxProp, Table 1, as published", scale, paper));
    }
    LearningCurves.write(context.folder().figure(file), title, panels, METHODS);
  }

  private static Panel lossByStep(String heading, Scale scale, List<Curve> curves) {
    return new Panel(
        heading,
        "loss over all training images",
        scale,
        new Horizontal("τ", Scale.LOGARITHMIC),
        curves);
  }
}
