package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Horizontal;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;
import org.moreau.training.EpochRecord;
import org.moreau.training.ImageTask;

/**
 * PathProx's Figure 1: objective, loss and active units by iteration, and a histogram of the input
 * Jacobian's spectral norms.
 *
 * @param norms of test images, by method; none where training diverged
 */
record ConvergenceFigure(
    Map<String, TrainingOutcome> outcomes,
    int stepsOfEpoch,
    ToDoubleFunction<EpochRecord> objective,
    Map<String, double[]> norms) {
  private static final int BINS = 30;

  void write(Path file, String heading) throws IOException {
    List<Panel> panels = new ArrayList<>();
    panels.add(
        panel(
            "Objective of weight decay, balanced",
            "loss + λ · path norm",
            Scale.LOGARITHMIC,
            objective));
    panels.add(
        panel(
            "Loss over all training images",
            "cross-entropy",
            Scale.LOGARITHMIC,
            metric(ImageTask.FULL_BATCH_LOSS)));
    panels.add(
        panel("Units", "active units (%)", Scale.LINEAR, metric(RegularisedTraining.ACTIVE)));
    List<Curve> histograms = histograms();
    if (!histograms.isEmpty()) {
      panels.add(
          new Panel(
              "Spectral norm of the input Jacobian",
              "test images",
              Scale.LINEAR,
              new Horizontal("|J|", Scale.LINEAR),
              histograms));
    }
    LearningCurves.write(file, heading, panels, RegularisedTraining.Form.keys());
  }

  private static ToDoubleFunction<EpochRecord> metric(String name) {
    return record -> record.metrics().getOrDefault(name, Double.NaN);
  }

  private Panel panel(String title, String axis, Scale scale, ToDoubleFunction<EpochRecord> value) {
    List<Curve> curves = new ArrayList<>();
    outcomes.forEach(
        (method, outcome) ->
            curves.add(ImageFigures.byIteration(method, outcome, stepsOfEpoch, value)));
    return new Panel(title, axis, scale, new Horizontal("Iteration", Scale.LINEAR, true), curves);
  }

  private List<Curve> histograms() {
    double most = norms.values().stream().flatMapToDouble(Arrays::stream).max().orElse(1);
    List<Curve> histograms = new ArrayList<>();
    norms.forEach(
        (method, values) -> {
          if (values.length > 0) {
            histograms.add(histogram(method, values, most));
          }
        });
    return histograms;
  }

  private static Curve histogram(String method, double[] values, double most) {
    double[] counts = new double[BINS];
    for (double value : values) {
      counts[Math.min((int) (BINS * value / most), BINS - 1)]++;
    }
    return new Curve(
        method,
        IntStream.range(0, BINS).mapToObj(bin -> (bin + 0.5) * most / BINS).toList(),
        Arrays.stream(counts).boxed().toList(),
        List.of());
  }
}
