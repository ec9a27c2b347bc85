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

/**
 * PathProx's Figure 1: the objective by epoch, a histogram of the input Jacobian's spectral norms,
 * and active units by epoch.
 *
 * @param norms of test images, by method; none where training diverged
 */
record ConvergenceFigure(
    Map<String, ImageOutcome> outcomes,
    ToDoubleFunction<EpochRecord> objective,
    Map<String, double[]> norms) {
  private static final int BINS = 30;

  void write(Path file, String heading) throws IOException {
    List<Curve> objectives = new ArrayList<>();
    List<Curve> units = new ArrayList<>();
    outcomes.forEach(
        (method, outcome) -> {
          objectives.add(ImageFigures.byEpoch(method, outcome, objective));
          units.add(
              ImageFigures.byEpoch(
                  method,
                  outcome,
                  record -> record.metrics().getOrDefault(RegularisedTraining.ACTIVE, Double.NaN)));
        });
    List<Panel> panels = new ArrayList<>();
    panels.add(
        new Panel(
            "Objective of weight decay, balanced",
            "loss + λ · path norm",
            Scale.LOGARITHMIC,
            objectives));
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
    panels.add(new Panel("Units", "active units (%)", Scale.LINEAR, units));
    LearningCurves.write(file, heading, panels);
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
