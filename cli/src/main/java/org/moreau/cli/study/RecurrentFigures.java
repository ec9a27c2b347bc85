package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
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

  private final StudyContext context;
  private final String data;

  RecurrentFigures(StudyContext context, String data) {
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
      Sample sample = new Sample(summary.values(method, metric));
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
   * Loss and validation accuracy by epoch; fine-tuned methods begin where the plain LSTM was best.
   */
  void learningCurves(Map<String, First> methods) throws IOException {
    LearningCurves.write(
        context.folder().figure("learning-curves.png"),
        data + ", seed " + context.seed(),
        List.of(
            new LearningCurves.Panel(
                "Training",
                lossTitle(methods.keySet()),
                LearningCurves.Scale.LOGARITHMIC,
                curves(methods, EpochRecord::trainLoss)),
            new LearningCurves.Panel(
                "Validation",
                "cross-entropy",
                LearningCurves.Scale.LOGARITHMIC,
                curves(methods, record -> metric(record, SequenceTask.LOSS)))));
  }

  /** What the training loss is: AdvLSTM's is of another kind than the others'. */
  static String lossTitle(Set<String> methods) {
    return methods.contains(RecurrentMethod.ADV_LSTM.key())
        ? "mean loss (adv-lstm: clean + perturbed)"
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

  /**
   * The last hidden states of the test part in the plane, a panel for each method but the control.
   */
  void features(Map<String, First> methods, List<String> classes) throws IOException {
    List<ScatterPlot.Panel> panels = new ArrayList<>();
    methods.forEach(
        (name, first) ->
            panels.add(
                new ScatterPlot.Panel(
                    name,
                    TSne.embed(
                        first.features, new TSne.Settings(PERPLEXITY, ITERATIONS, context.seed())),
                    first.labels)));
    ScatterPlot.write(
        context.folder().figure("features.png"),
        data + ": last states of the test part, t-SNE",
        panels,
        classes);
  }
}
