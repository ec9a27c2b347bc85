package org.moreau.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TSneTest {
  private static double[][] random(int n, int dimensions, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] points = new double[n][];
    for (int i = 0; i < n; i++) {
      points[i] = random.doubles(dimensions, -1, 1).toArray();
    }
    return points;
  }

  /** Three clusters, far apart; point i belongs to cluster i mod 3. */
  private static double[][] clusters(int n) {
    double[][] points = random(n, 5, 3);
    for (int i = 0; i < n; i++) {
      points[i][i % 3] += 20;
    }
    return points;
  }

  private static double perplexity(double[] p) {
    return Math.exp(
        -Arrays.stream(p).filter(value -> value > 0).map(value -> value * Math.log(value)).sum());
  }

  private static double squaredDistance(double[] a, double[] b) {
    return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
  }

  /** KL(P, Q) by its definition. */
  private static double divergence(double[][] joint, double[] y) {
    int n = joint.length;
    double[][] kernel = new double[n][n];
    double total = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double dx = y[2 * i] - y[2 * j];
        double dy = y[2 * i + 1] - y[2 * j + 1];
        kernel[i][j] = i == j ? 0 : 1 / (1 + dx * dx + dy * dy);
        total += kernel[i][j];
      }
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        sum += joint[i][j] == 0 ? 0 : joint[i][j] * Math.log(joint[i][j] / (kernel[i][j] / total));
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-200, 1, 1e200})
  void everyPointHasTheGivenPerplexityAtAnyScale(double scale) {
    double[][] points = random(100, 6, 1);
    for (double[] point : points) {
      Arrays.setAll(point, k -> point[k] * scale);
    }

    double[][] conditional = Affinities.conditional(points, 30);

    for (double[] row : conditional) {
      assertEquals(30, perplexity(row), 1e-5);
      assertEquals(1, Arrays.stream(row).sum(), 1e-12);
    }
  }

  @Test
  void nearerPointsAreMoreProbableNeighbours() {
    double[] row = Affinities.conditional(new double[][] {{0}, {1}, {2}, {4}, {9}}, 1.2)[0];

    assertEquals(0, row[0]);
    assertTrue(row[1] > row[2] && row[2] > row[3] && row[3] >= row[4], Arrays.toString(row));
  }

  @Test
  void jointProbabilitiesAreSymmetricAndAddUpToOne() {
    double[][] joint = Affinities.joint(random(50, 4, 2), 10);

    assertEquals(1, Arrays.stream(joint).flatMapToDouble(Arrays::stream).sum(), 1e-12);
    assertEquals(joint[3][17], joint[17][3]);
    assertEquals(0, joint[5][5]);
  }

  @Test
  void fewPointsReduceThePerplexityToAThirdOfTheOthers() {
    assertEquals(30, Affinities.reachable(30, 91));
    assertEquals(3, Affinities.reachable(30, 10));
    assertEquals(1, Affinities.reachable(30, 2));
    for (double[] row : Affinities.conditional(random(10, 3, 4), 30)) {
      assertEquals(3, perplexity(row), 1e-5);
    }
  }

  @Test
  void gradientMatchesDifferencesOfTheDivergence() {
    double[][] joint = Affinities.joint(random(12, 3, 5), 3);
    double[] y = new SplittableRandom(6).doubles(24, -2, 2).toArray();
    double[] gradient = new StudentGradient(joint).at(y, 1).clone();

    for (int k = 0; k < y.length; k++) {
      double[] up = y.clone();
      double[] down = y.clone();
      up[k] += 1e-5;
      down[k] -= 1e-5;
      double expected = (divergence(joint, up) - divergence(joint, down)) / 2e-5;
      assertEquals(expected, gradient[k], 1e-8 + 1e-6 * Math.abs(expected));
    }
  }

  @Test
  void separatedClustersStaySeparated() {
    double[][] y = TSne.embed(clusters(90), new TSne.Settings(15, 300, 1));

    for (int i = 0; i < y.length; i++) {
      int nearest = i == 0 ? 1 : 0;
      for (int j = 0; j < y.length; j++) {
        if (j != i && squaredDistance(y[i], y[j]) < squaredDistance(y[i], y[nearest])) {
          nearest = j;
        }
      }
      assertEquals(i % 3, nearest % 3);
    }
  }

  @Test
  void descendsFarBelowTheRandomStart() {
    double[][] points = clusters(90);
    double[][] joint = Affinities.joint(points, 15);
    double[] y =
        Arrays.stream(TSne.embed(points, new TSne.Settings(15, 500, 1)))
            .flatMapToDouble(Arrays::stream)
            .toArray();

    double before = divergence(joint, new double[180]);
    double after = divergence(joint, y);

    assertTrue(after < 0.4 * before, before + " -> " + after);
  }

  @Test
  void isDeterministicBySeed() {
    double[][] points = clusters(30);
    double[][] first = TSne.embed(points, new TSne.Settings(5, 50, 1));

    assertTrue(Arrays.deepEquals(first, TSne.embed(points, new TSne.Settings(5, 50, 1))));
    assertFalse(Arrays.deepEquals(first, TSne.embed(points, new TSne.Settings(5, 50, 2))));
  }

  @Test
  void leavesThePointsAlone() {
    double[][] points = clusters(10);

    TSne.embed(points, new TSne.Settings(3, 10, 1));

    assertTrue(Arrays.deepEquals(clusters(10), points));
  }

  @Test
  void duplicatesOfPointsStayFinite() {
    double[][] half = new double[40][3];
    for (int i = 20; i < 40; i++) {
      half[i] = new double[] {1, 2, 3};
    }
    for (double[][] points : new double[][][] {half, new double[40][3]}) {
      for (double[] position : TSne.embed(points, new TSne.Settings(5, 100, 1))) {
        assertTrue(Double.isFinite(position[0]) && Double.isFinite(position[1]));
      }
    }
  }

  @Test
  void oneTwoAndThreePointsWork() {
    assertArrayEquals(
        new double[] {0, 0}, TSne.embed(new double[][] {{5, 5}}, new TSne.Settings(30, 20, 1))[0]);
    for (int n = 2; n <= 3; n++) {
      double[][] y = TSne.embed(random(n, 2, 8), new TSne.Settings(30, 200, 1));
      assertTrue(squaredDistance(y[0], y[1]) > 0 && Double.isFinite(squaredDistance(y[0], y[1])));
    }
  }

  @Test
  void embedsATestSetInTime() {
    double[][] points = random(370, 64, 9);
    long start = System.nanoTime();

    TSne.embed(points, new TSne.Settings(30, 500, 1));

    double seconds = (System.nanoTime() - start) / 1e9;
    assertTrue(seconds < 8, "took " + seconds + " s");
  }

  @Test
  void rejectsBadSettingsByName() {
    assertEquals(
        "perplexity must be at least 1 and finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> new TSne.Settings(Double.NaN, 1, 1))
            .getMessage());
    assertEquals(
        "iterations must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new TSne.Settings(5, 0, 1))
            .getMessage());
  }

  @Test
  void rejectsBadPointsByPlace() {
    TSne.Settings settings = new TSne.Settings(2, 5, 1);

    assertEquals(
        "points[1][0] must be finite, got NaN",
        assertThrows(
                IllegalArgumentException.class,
                () -> TSne.embed(new double[][] {{1}, {Double.NaN}}, settings))
            .getMessage());
    assertEquals(
        "points[1] must have 1 values as the first row, got 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> TSne.embed(new double[][] {{1}, {1, 2}}, settings))
            .getMessage());
    assertEquals(
        "points must have at least 1 row, got 0",
        assertThrows(IllegalArgumentException.class, () -> TSne.embed(new double[0][], settings))
            .getMessage());
  }
}
