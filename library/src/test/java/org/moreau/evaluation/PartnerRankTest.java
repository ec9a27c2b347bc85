package org.moreau.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class PartnerRankTest {
  private static final int N = 1_203;
  private static final int D = 7;

  private static double[] noise(String name) {
    SplittableRandom random = Seeds.random(1, name);
    return random.doubles((long) N * D, -1, 1).toArray();
  }

  private static PartnerRank of(double[] x, double[] y, int rows) {
    try (TensorScope scope = new TensorScope()) {
      return PartnerRank.of(
          TensorData.of(x, rows, x.length / rows), TensorData.of(y, rows, y.length / rows));
    }
  }

  @Test
  void isTheMeanOfTheReciprocalRanksByDefinition() {
    double[] x = noise("x");
    double[] y = noise("y");
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] + 0.5 * y[i];
    }
    double sum = 0;
    double first = 0;
    for (int i = 0; i < N; i++) {
      int forth = 1;
      int back = 1;
      for (int j = 0; j < N; j++) {
        forth += cosine(x, i, y, j) > cosine(x, i, y, i) ? 1 : 0;
        back += cosine(x, j, y, i) > cosine(x, i, y, i) ? 1 : 0;
      }
      sum += 1.0 / forth + 1.0 / back;
      first += (forth == 1 ? 1 : 0) + (back == 1 ? 1 : 0);
    }
    PartnerRank rank = of(x, y, N);
    assertEquals(sum / (2 * N), rank.meanReciprocal(), 1e-9);
    assertEquals(first / (2 * N), rank.first(), 1e-9);
    assertTrue(rank.first() > 0.2 && rank.first() < 0.9, rank.toString());
  }

  private static double cosine(double[] x, int i, double[] y, int j) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int k = 0; k < D; k++) {
      xy += x[i * D + k] * y[j * D + k];
      xx += x[i * D + k] * x[i * D + k];
      yy += y[j * D + k] * y[j * D + k];
    }
    return xy / Math.sqrt(xx * yy);
  }

  @Test
  void lengthsDoNotCountAndEquallyNearOnesCountHalf() {
    assertEquals(
        new PartnerRank(1, 1), of(new double[] {1, 0, 0, 1}, new double[] {3, 0, 0, 0.1}, 2));
    // All rows are alike: the partner is in the middle of three.
    assertEquals(new PartnerRank(0.5, 0), of(new double[3], new double[] {1, 1, 1}, 3));
  }

  @Test
  void whatCannotBeRankedIsNamed() {
    assertEquals(
        "y must be finite",
        assertThrows(
                IllegalArgumentException.class,
                () -> of(new double[] {1, 2}, new double[] {1, Double.NaN}, 2))
            .getMessage());
    String shape =
        assertThrows(
                IllegalArgumentException.class,
                () -> of(new double[] {1, 2}, new double[] {1, 2, 3, 4}, 2))
            .getMessage();
    assertTrue(shape.startsWith("y must have the shape [2, 1]"), shape);
  }
}
