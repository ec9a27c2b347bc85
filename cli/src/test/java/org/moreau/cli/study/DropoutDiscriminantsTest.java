package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
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

  /** What the published script gives when its solver is made exact, for four factors. */
  @Test
  void ofThePublishedPointsWithTheScriptsConstants() throws IOException {
    LabelledPoints points = published();
    double[][] models = golden("exact_beta_prox");
    double[][] scores = golden("exact_output_prox");
    double[][] scoresOfImages = golden("exact_output_prox_on_prox_X");

    assertEquals(4, models.length);
    for (int i = 0; i < models.length; i++) {
      Parameters parameters = new Parameters(0.5, 0.1, models[i][0]);
      var script = DropoutDiscriminants.of(points, parameters, Constants.SCRIPT);

      assertAgree(golden("exact_prox_X"), script.images(), 1e-11);
      assertArrayEquals(golden("exact_beta_dropout")[0], script.beta(), 1e-9);
      assertArrayEquals(new double[] {models[i][2], models[i][3]}, script.alpha(), 1e-9);
      assertArrayEquals(column(golden("exact_output_dropout"), 0), script.dropoutScores(), 1e-9);
      assertArrayEquals(column(scores, i), script.proxScores(), 1e-9);
      assertArrayEquals(column(scoresOfImages, i), script.proxScoresOfImages(), 1e-9);
    }
  }

  private static void assertAgree(double[][] expected, double[][] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    for (int row = 0; row < expected.length; row++) {
      assertArrayEquals(expected[row], actual[row], tolerance, "row " + row);
    }
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  /** The rows of a file of numbers. */
  private static double[][] golden(String name) throws IOException {
    String path = "/golden/dropout/" + name + ".csv";
    try (InputStream in =
        Objects.requireNonNull(DropoutDiscriminantsTest.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(
              line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
          .toArray(double[][]::new);
    }
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
