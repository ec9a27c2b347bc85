package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class ScadTest extends ProximalOperatorContract {
  private static final double LAMBDA = 0.4;
  private static final double A = 3.7;

  @Override
  protected ProximalOperator operator() {
    return new Scad(LAMBDA, A);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return ScalarSearch.prox(ScadTest::penalty, x, step, -12);
  }

  private static double penalty(double x) {
    double v = Math.abs(x);
    if (v <= LAMBDA) {
      return LAMBDA * v;
    }
    return v <= A * LAMBDA
        ? (2 * A * LAMBDA * v - v * v - LAMBDA * LAMBDA) / (2 * (A - 1))
        : LAMBDA * LAMBDA * (A + 1) / 2;
  }

  @Test
  void theValueIsTheFormula() {
    for (double v : new double[] {0, 0.2, -0.4, 1, -1.48, 5}) {
      Tensor x = TensorData.of(new double[] {v}, 1, 1);
      assertEquals(penalty(v), operator().value(x).item_double(), 1e-14);
    }
  }

  /** Steps around a − 1, where it starts to jump, and around a + 1, where it jumps from zero. */
  @Test
  void isTheGlobalMinimiserForLargeStepsToo() {
    Tensor x = torch.rand(1, 300).to(ScalarType.Double).mul(new Scalar(14)).sub(new Scalar(7));
    for (double step : new double[] {2.6, 2.75, 3.5, 4.6, 4.8, 30}) {
      double[] twin = obviousProx(TensorData.doubles(x), step);
      assertArrayEquals(twin, TensorData.doubles(operator().prox(x, step)), 1e-5, "step " + step);
    }
  }

  @Test
  void theGradientInItsParametersMatchesDifferences() {
    Tensor x = points().mul(new Scalar(2));
    ParameterGradient.matchesDifferences(
        l -> new Scad(l, Members.constant(A)), new double[] {0.3, 0.5, 1}, new long[] {3}, x, 0.8);
    ParameterGradient.matchesDifferences(
        a -> new Scad(Members.constant(1), a), new double[] {3, 4, 5}, new long[] {3}, x, 0.8);
  }

  @Test
  void isNotConvexAndNamesBadParameters() {
    assertFalse(operator().isConvex());
    assertEquals(
        "lambda must be > 0 and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Scad(0, A)).getMessage());
    assertEquals(
        "a must be > 2 and finite, got 2.0",
        assertThrows(IllegalArgumentException.class, () -> new Scad(1, 2)).getMessage());
  }
}
