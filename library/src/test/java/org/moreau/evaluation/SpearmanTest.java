package org.moreau.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;

class SpearmanTest {
  @Test
  void equalValuesShareTheMeanOfTheirRanks() {
    assertArrayEquals(
        new double[] {3.5, 1.5, 5, 3.5, 1.5, 6},
        Spearman.ranks("x", new double[] {2, -0.0, 3, 2, 0.0, 9}));
  }

  @Test
  void withoutTiesIsTheFormulaOfTheDifferences() {
    SplittableRandom random = Seeds.random(1, "spearman");
    double[] a = random.doubles(50).toArray();
    double[] b = random.doubles(50).toArray();
    double sum = 0;
    for (int i = 0; i < 50; i++) {
      double difference = 0;
      for (int j = 0; j < 50; j++) {
        difference += (a[j] < a[i] ? 1 : 0) - (b[j] < b[i] ? 1 : 0);
      }
      sum += difference * difference;
    }

    assertEquals(1 - 6 * sum / (50.0 * (2500 - 1)), Spearman.correlation(a, b), 1e-14);
  }

  @Test
  void isOneForEveryIncreasingMapAndMinusOneForItsOpposite() {
    double[] a = {1, 5, 2, 2, 9};
    assertEquals(1, Spearman.correlation(a, new double[] {-3, 2, 0, 0, 1e9}), 1e-15);
    assertEquals(-1, Spearman.correlation(a, new double[] {3, -2, 0, 0, -1e9}), 1e-15);
  }

  @Test
  void withTiesIsPearsonsCorrelationOfTheRanks() {
    // Ranks 1.5 1.5 3 4 and 1 2.5 2.5 4, less their mean 2.5: -1 -1 0.5 1.5, -1.5 0 0 1.5.
    double[] a = {0, 0, 1, 2};
    double[] b = {1, 2, 2, 3};
    double xy = 1.5 + 1.5 * 1.5;
    double xx = 1 + 1 + 0.25 + 2.25;
    double yy = 2.25 + 2.25;

    assertEquals(xy / Math.sqrt(xx * yy), Spearman.correlation(a, b), 1e-15);
  }

  @Test
  void namesWhatCannotBeRanked() {
    assertEquals(
        "value 1 of the second sample must not be NaN",
        refusal(new double[] {1, 2}, new double[] {1, Double.NaN}));
    assertEquals(
        "a sample must have different values to be ranked, but all of the first are 4.0",
        refusal(new double[] {4, 4}, new double[] {1, 2}));
    assertEquals(
        "both samples must have the same size, at least 2, got 1 and 1",
        refusal(new double[1], new double[1]));
    assertEquals(
        "both samples must have the same size, at least 2, got 2 and 3",
        refusal(new double[2], new double[3]));
  }

  private static String refusal(double[] a, double[] b) {
    return assertThrows(IllegalArgumentException.class, () -> Spearman.correlation(a, b))
        .getMessage();
  }
}
