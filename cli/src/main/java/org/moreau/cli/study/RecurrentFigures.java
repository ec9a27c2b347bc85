package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.moreau.cli.figure.BarChart;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.ScatterPlot;
import org.moreau.evaluation.Sample;
import org.moreau.evaluation.TSne;
import org.moreau.training.EpochRecord;
import org.moreau.training.SequenceTask;

/** The figures of a comparison of recurrent classifiers. */
final class RecurrentFigures {
  private static final double PERPLEXITY = 30;
  private static final int ITERATIONS = 500;
  private static final int MOST_POINTS = 1_000; // time grows with their square

  private final StudyContext context;
  private final String data;
  private final RecurrentCell cell;

  RecurrentFigures(StudyContext context, String data, RecurrentCell cell) {
    this.cell = cell;
    this.context = context;
    this.data = data + (context.quick() ? " (quick: not comparable)" : "");
  }

  /** What the first repeat has left of a method. */
  record First(int firstEpoch, List<EpochRecord> history, double[][] features, int[] labels) {}

  /** The table as bars, the paper's numbers beside ours. */
  void accuracy(String metric) throws IOException {
    Summary summary = context.summary();
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String method : summary.methods()) {
      List<Double> values = summary.values(method, metric);
      if (values.stream().anyMatch(value -> value.isNaN())) {
        continue; // one diverged
      }
      Sample sample = new Sample(values);
      OptionalDouble published = summary.published(method, metric);
      bars.add(
          new BarChart.Bar(
              method,
              sample.mean(),
              sample.standardDeviation(),
              published.isPresent() ? published.getAsDouble() : null));
    }
    int n = context.repeats();
    String ours = n == 1 ? "ours, 1 run" : "ours, mean ± standard deviation of " + n + " runs";
    BarChart.write(
        context.folder().figure("accuracy.png"),
        new BarChart.Labels(data, "test accuracy (%)", ours, "ProxNet, Table 4"),
        bars);
  }

  /**
   * Loss and validation accuracy by epoch; fine-tuned methods begin behind the plain layer's last
   * one.
   */
  void learningCurves(Map<String, First> methods) throws IOException {
    LearningCurves.write(
        context.folder().figure("learning-curves.png"),
        data + ", seed " + context.seed(),
        List.of(
            new LearningCurves.Panel(
                "Training",
                lossTitle(cell.adversarial().key(), methods.keySet()),
                LearningCurves.Scale.LOGARITHMIC,
                curves(methods, EpochRecord::trainLoss)),
            new LearningCurves.Panel(
                "Validation",
                "cross-entropy",
                LearningCurves.Scale.LOGARITHMIC,
                curves(methods, record -> metric(record, SequenceTask.LOSS)))));
  }

  /** What the training loss is: that of adversarial training is of another kind. */
  static String lossTitle(String adversarial, Set<String> methods) {
    return methods.contains(adversarial)
        ? "mean loss (" + adversarial + ": clean + perturbed)"
        : "mean loss";
  }

  private static List<LearningCurves.Curve> curves(
      Map<String, First> methods, ToDoubleFunction<EpochRecord> value) {
    List<LearningCurves.Curve> curves = new ArrayList<>();
    methods.forEach(
        (name, first) ->
            curves.add(
                new LearningCurves.Curve(
                    name,
                    first.firstEpoch,
                    first.history.stream().mapToDouble(value).boxed().toList())));
    return curves;
  }

  private static double metric(EpochRecord record, String name) {
    return record.metrics().getOrDefault(name, Double.NaN);
  }

  /** The last hidden states of the test part, or of a sample of it, in the plane. */
  void features(Map<String, First> methods, List<String> classes) throws IOException {
    List<ScatterPlot.Panel> panels = new ArrayList<>();
    String shown = "the test part";
    for (Map.Entry<String, First> method : methods.entrySet()) {
      First first = method.getValue();
      int n = first.labels.length;
      int[] drawn = RecurrentProblem.drawn(n, MOST_POINTS, context.seed(), "t-sne");
      if (drawn.length < n) {
        shown = drawn.length + " of " + n + " test sequences";
      }
      panels.add(
          new ScatterPlot.Panel(
              method.getKey(),
              TSne.embed(
                  Arrays.stream(drawn).mapToObj(i -> first.features[i]).toArray(double[][]::new),
                  new TSne.Settings(PERPLEXITY, ITERATIONS, context.seed())),
              Arrays.stream(drawn).map(i -> first.labels[i]).toArray()));
    }
    ScatterPlot.write(
        context.folder().figure("features.png"),
        data + ": last states of " + shown + ", t-SNE",
        panels,
        classes);
  }

  /**
   * The mean accuracy of each method within budgets, a panel for each attack.
   *
   * @param attacked how many test sequences were
   */
  void robustness(RobustnessConfig config, int attacked) throws IOException {
    List<LearningCurves.Panel> panels = new ArrayList<>();
    for (String attack : config.attacks()) {
      List<LearningCurves.Curve> curves = new ArrayList<>();
      for (String method : context.summary().methods()) {
        curves.add(
            LearningCurves.Curve.ofMeans(
                method, config.sizes(), accuracies(config, method, attack)));
      }
      panels.add(
          new LearningCurves.Panel(
              attack,
              "test accuracy (%)",
              LearningCurves.Scale.LINEAR,
              new LearningCurves.Horizontal(
                  "size of the perturbation, " + config.measure(), LearningCurves.Scale.LINEAR),
              curves));
    }
    LearningCurves.writeAlike(
        context.folder().figure("robustness.png"),
        data + ": " + attacked + " test sequences under attack, " + runs(),
        panels,
        cell.keys());
  }

  private String runs() {
    return context.repeats() == 1
        ? "1 run"
        : "mean and standard deviation of " + context.repeats() + " runs";
  }

  private List<List<Double>> accuracies(RobustnessConfig config, String method, String attack) {
    List<String> sizes = new ArrayList<>(List.of("0"));
    sizes.addAll(config.attackSizes());
    return sizes.stream()
        .map(size -> context.summary().values(method, RobustnessMeasurement.accuracy(attack, size)))
        .toList();
  }
}
