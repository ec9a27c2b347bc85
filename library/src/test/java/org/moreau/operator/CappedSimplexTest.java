package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class CappedSimplexTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new CappedSimplex(0.6, 1.7);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return SimplexTest.byBisection(x, 0.6, 1.7);
  }

  @Test
  void withAHighCapItIsTheSimplex() {
    Tensor x = points();
    assertArrayEquals(
        TensorData.doubles(new Simplex(1.7).prox(x, 1.0)),
        TensorData.doubles(new CappedSimplex(2, 1.7).prox(x, 1.0)),
        1e-12);
  }

  @Test
  void theLeastAndTheLargestSumHaveOnePoint() {
    Tensor x = points();
    assertArrayEquals(
        new double[18], TensorData.doubles(new CappedSimplex(0.6, 0).prox(x, 1.0)), 1e-15);
    double[] full = new double[18];
    Arrays.fill(full, 0.6);
    assertArrayEquals(full, TensorData.doubles(new CappedSimplex(0.6, 3.6).prox(x, 1.0)), 1e-15);
  }

  @Test
  void equalEntriesShare() {
    Tensor x = TensorData.of(new double[] {2, 2, 2, 0, 0, 0}, 1, 6);
    assertArrayEquals(
        new double[] {0.5, 0.5, 0.5, 0, 0, 0},
        TensorData.doubles(new CappedSimplex(0.6, 1.5).prox(x, 1.0)),
        1e-15);
  }

  @Test
  void worksAtAllScales() {
    for (double scale : new double[] {1e-6, 1e6}) {
      for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
        Tensor x = points();
        CappedSimplex set = new CappedSimplex(0.6 * scale, 1.7 * scale);
        Tensor y = set.prox(x.mul(new Scalar(scale)).to(type), 1.0);
        assertArrayEquals(new double[3], TensorData.doubles(set.value(y)));
        assertArrayEquals(
            TensorData.doubles(operator().prox(x, 1.0)),
            TensorData.doubles(y.to(ScalarType.Double).div(new Scalar(scale))),
            1e-5);
      }
    }
  }

  @Test
  void largeEntriesCostNoDigitsOfASmallCap() {
    Tensor x = TensorData.of(new float[] {3e6f, 3e6f, 3e6f}, 1, 3);
    CappedSimplex set = new CappedSimplex(0.1, 0.2);
    Tensor y = set.prox(x, 1.0);
    double third = 0.2 / 3;
    assertArrayEquals(new double[] {third, third, third}, TensorData.doubles(y), 1e-8);
    assertArrayEquals(new double[1], TensorData.doubles(set.value(y)));
  }

  @Test
  void everyScaleCapAndSumAgreesWithDecimalsInBothTypes() {
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 200; trial++) {
      double scale = Math.pow(10, random.nextDouble(-6, 6));
      double shift = Math.pow(10, random.nextDouble(-6, 6));
      double cap = Math.pow(10, random.nextDouble(-6, 6));
      double sum = trial % 4 == 0 ? cap * (1 + trial % 5) : 6 * cap * random.nextDouble();
      CappedSimplex set = new CappedSimplex(cap, sum);
      for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
        String at = type + ", x " + scale + " around " + shift + ", cap " + cap + ", sum " + sum;
        Tensor x = points().mul(new Scalar(scale)).add(new Scalar(shift)).to(type);
        Tensor y = set.prox(x, 1.0);
        assertArrayEquals(new double[3], TensorData.doubles(set.value(y)), at);
        double allowed = Math.min(cap, sum) * (type == ScalarType.Float ? 1e-6 : 1e-12);
        for (int i = 0; i < 3; i++) {
          double[] expected = byDecimalBisection(TensorData.doubles(x.select(0, i)), cap, sum);
          assertArrayEquals(expected, TensorData.doubles(y.select(0, i)), allowed, at);
        }
      }
    }
  }

  private static double[] byDecimalBisection(double[] x, double cap, double sum) {
    BigDecimal most = new BigDecimal(cap);
    BigDecimal low = new BigDecimal(Arrays.stream(x).min().orElseThrow()).subtract(most);
    BigDecimal high = new BigDecimal(Arrays.stream(x).max().orElseThrow());
    BigDecimal[] y = new BigDecimal[x.length];
    for (int i = 0; i < 120; i++) {
      BigDecimal level = low.add(high).divide(BigDecimal.valueOf(2));
      Arrays.setAll(y, k -> new BigDecimal(x[k]).subtract(level).max(BigDecimal.ZERO).min(most));
      if (Arrays.stream(y).reduce(BigDecimal.ZERO, BigDecimal::add).doubleValue() > sum) {
        low = level;
      } else {
        high = level;
      }
    }
    return Arrays.stream(y).mapToDouble(BigDecimal::doubleValue).toArray();
  }

  @Test
  void theGradientsInCapAndSumMatchDifferences() {
    Tensor x = points();
    Tensor direction = points();
    Tensor cap = TensorData.of(new double[] {0.5, 0.7, 0.9}, 3);
    ParameterGradient.matchesDifferences(
        new double[] {1.1, 1.7, 2.5},
        new long[] {3},
        sum -> new CappedSimplex(cap, sum).prox(x, 1.0).mul(direction).sum());
    Tensor sum = TensorData.of(new double[] {1.1, 1.7, 2.5}, 3);
    ParameterGradient.matchesDifferences(
        new double[] {0.5, 0.7, 0.9},
        new long[] {3},
        most -> new CappedSimplex(most, sum).prox(x, 1.0).mul(direction).sum());
  }

  @Test
  void rejectsEmptySets() {
    assertThrows(IllegalArgumentException.class, () -> new CappedSimplex(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new CappedSimplex(1, -1));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new CappedSimplex(0.6, 3.7).prox(points(), 1.0))
            .getMessage();
    assertEquals(
        "sum must be at most cap times the 6 entries, got an empty set: 3.7 > 6 * 0.6", message);
    assertTrue(operator().value(points()).min().item_double() > 0);
  }
}
