package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.moreau.cli.study.DropoutDiscriminants.Constants;
import org.moreau.cli.study.DropoutDiscriminants.Parameters;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSets;
import org.moreau.data.LabelledPoints;
import org.moreau.data.TwoMoons;

class DropoutDiscriminantsTest {
  private static LabelledPoints published() throws IOException {
    DataFolders folders = DataFolders.standard(null);
    assumeTrue(
        DataSets.named("two-moons").files().stream()
            .allMatch(f -> folders.find(DataSets.named("two-moons"), f).isPresent()),
        "needs two_moons/2moons.mat in MOREAU_DATA: the published points have no licence");
    return TwoMoons.published(folders);
  }

  @Test
  void ofThePublishedPointsWithThePapersConstants() throws IOException {
    LabelledPoints points = published();

    var a = DropoutDiscriminants.of(points, new Parameters(0.5, 0.1, 0.2), Constants.PAPER);
    var b = DropoutDiscriminants.of(points, new Parameters(0.1, 0.1, 15), Constants.PAPER);

    assertArrayEquals(new double[] {-1.000923, 5.164847}, a.beta(), 1e-6);
    assertArrayEquals(new double[] {-1.197954, 3.314768}, a.alpha(), 1e-6);
    assertEquals(0.969, a.correlation(), 5e-4);
    assertArrayEquals(new double[] {-1.036847, 1.872783}, b.alpha(), 1e-6);
    assertEquals(0.671, b.correlation(), 5e-4);
  }

  /** What the published script gives when its solver is made exact. */
  @Test
  void ofThePublishedPointsWithTheScriptsConstants() throws IOException {
    LabelledPoints points = published();

    var script = DropoutDiscriminants.of(points, new Parameters(0.5, 0.1, 0.2), Constants.SCRIPT);

    assertArrayEquals(new double[] {-0.601672953, 0.400632231}, script.images()[0], 1e-6);
    assertArrayEquals(new double[] {0.258849266, 0.671897002}, script.images()[199], 1e-6);
    assertEquals(
        145.817318232, Arrays.stream(script.images()).mapToDouble(z -> Math.abs(z[0])).sum(), 1e-5);
    assertArrayEquals(new double[] {-1.080488725, 5.226243051}, script.beta(), 1e-6);
    assertArrayEquals(new double[] {-1.385950091, 4.934666427}, script.alpha(), 1e-6);
    assertEquals(3.792549620, script.dropoutScores()[0], 1e-6);
    assertEquals(3.978875705, script.proxScores()[0], 1e-6);
    assertEquals(2.810875106, script.proxScoresOfImages()[0], 1e-6);
    assertEquals(2.956835418, script.proxScoresOfImages()[199], 1e-6);
  }

  @Test
  void bothMinimiseTheirEquations() {
    LabelledPoints points = TwoMoons.generate(40, 0.2, 3);
    double lambda = 0.5;
    double mu = 0.1;
    double factor = 0.2;

    var found =
        DropoutDiscriminants.of(points, new Parameters(lambda, mu, factor), Constants.PAPER);

    double[] labels = Arrays.stream(points.labels()).mapToDouble(l -> l == 1 ? 1 : -1).toArray();
    double[][] x = points.points();
    assertIsMinimum(w -> loss(x, labels, w) + mu * variance(x, w), found.beta());
    double c = factor * lambda * lambda * mu;
    assertIsMinimum(
        w -> loss(found.images(), labels, w) + c * (w[0] * w[0] + w[1] * w[1]), found.alpha());
    for (int i : new int[] {0, 25}) {
      double[] point = x[i];
      assertIsMinimum(
          z ->
              lambda / 2 * (Math.pow(z[0] - point[0], 2) + Math.pow(z[1] - point[1], 2))
                  + variance(x, z),
          found.images()[i]);
    }
  }

  private static double loss(double[][] x, double[] labels, double[] w) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.log1p(Math.exp(-labels[i] * (w[0] * x[i][0] + w[1] * x[i][1])));
    }
    return sum / x.length;
  }

  /** Σ_j w_j² mean_i p_i (1 − p_i) x_ij². */
  private static double variance(double[][] x, double[] w) {
    double sum = 0;
    for (double[] point : x) {
      double p = 1 / (1 + Math.exp(-w[0] * point[0] - w[1] * point[1]));
      double squares = Math.pow(w[0] * point[0], 2) + Math.pow(w[1] * point[1], 2);
      sum += p * (1 - p) * squares;
    }
    return sum / x.length;
  }

  /** No slope in either coordinate, by differences, and no lower value around. */
  private static void assertIsMinimum(ToDoubleFunction<double[]> objective, double[] at) {
    double best = objective.applyAsDouble(at);
    double h = 1e-4;
    for (int j = 0; j < 2; j++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[j] += h;
      down[j] -= h;
      double above = objective.applyAsDouble(up);
      double below = objective.applyAsDouble(down);
      assertEquals(0, (above - below) / (2 * h), 1e-6);
      assertTrue(Math.min(above, below) > best, "no minimum");
    }
  }
}
