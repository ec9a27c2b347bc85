package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.moreau.cli.figure.BarChart;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;
import org.moreau.evaluation.Sample;
import org.moreau.training.EpochRecord;
import org.moreau.training.ImageTask;

/** The figures: the course of the first seed, and the accuracies of all. */
record GeneralisationFigures(
    StudyContext context,
    String label,
    String network,
    List<String> methods,
    List<JudgedNetwork> all,
    CorruptedTest corrupted) {
  void write() throws IOException {
    String title = label + (context.quick() ? " (quick: not comparable)" : "");
    List<JudgedNetwork> first = all.subList(0, methods.size());
    LearningCurves.write(
        context.folder().figure("epochs.png"),
        title + ", seed " + context.seed(),
        List.of(
            new Panel(
                "Validation", "accuracy (%)", Scale.LINEAR, curves(first, ImageTask.ACCURACY)),
            new Panel(
                "Units",
                "active units (%)",
                Scale.LINEAR,
                curves(first, RegularisedTraining.ACTIVE))),
        RegularisedTraining.Form.keys());
    accuracy("accuracy.png", title, ImageComparison.TEST_ACCURACY, "clean test images");
    if (!corrupted.corruptions().isEmpty()) {
      accuracy(
          "accuracy-corrupted.png",
          title,
          corrupted.metric(CorruptedTest.MEAN),
          corrupted.origin() + ", mean of 15 corruptions");
    }
  }

  private void accuracy(String file, String title, String metric, String images)
      throws IOException {
    List<BarChart.Bar> bars = bars(metric);
    if (!bars.isEmpty()) {
      String seeds = "mean and standard deviation over the seeds (" + context.repeats() + ")";
      BarChart.write(
          context.folder().figure(file),
          new BarChart.Labels(
              title + ": " + images, "test accuracy (%)", network + ": " + seeds, ""),
          bars);
    }
  }

  private static List<Curve> curves(List<JudgedNetwork> first, String metric) {
    return first.stream()
        .map(
            one -> {
              TrainingOutcome outcome = one.outcome();
              List<EpochRecord> history = outcome.history();
              return new Curve(
                  one.method(),
                  history.stream().map(record -> (double) record.epoch()).toList(),
                  history.stream()
                      .map(record -> record.metrics().getOrDefault(metric, Double.NaN))
                      .toList(),
                  outcome.diverged() == null
                      ? List.of()
                      : List.of((double) outcome.divergedEpoch()));
            })
        .toList();
  }

  /** A bar for each method none of whose seeds diverged. */
  private List<BarChart.Bar> bars(String metric) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String method : methods) {
      List<Double> values = context.summary().values(method, metric);
      if (values.stream().allMatch(Double::isFinite)) {
        Sample sample = new Sample(values);
        bars.add(new BarChart.Bar(method, sample.mean(), sample.standardDeviation(), null));
      }
    }
    return bars;
  }
}
