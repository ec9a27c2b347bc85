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

class McpTest extends ProximalOperatorContract {
  private static final double LAMBDA = 0.6;
  private static final double GAMMA = 1.8;

  @Override
  protected ProximalOperator operator() {
    return new Mcp(LAMBDA, GAMMA);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return ScalarSearch.prox(McpTest::penalty, x, step, -12);
  }

  private static double penalty(double x) {
    double v = Math.min(Math.abs(x), GAMMA * LAMBDA);
    return LAMBDA * v - v * v / (2 * GAMMA);
  }

  @Test
  void theValueIsTheFormula() {
    for (double v : new double[] {0, 0.2, -1.08, 5}) {
      Tensor x = TensorData.of(new double[] {v}, 1, 1);
      assertEquals(penalty(v), operator().value(x).item_double(), 1e-14);
    }
  }

  @Test
  void isTheGlobalMinimiserForLargeStepsToo() {
    Tensor x = torch.rand(1, 300).to(ScalarType.Double).mul(new Scalar(6)).sub(new Scalar(3));
    for (double step : new double[] {1.7, 1.9, 2.5, 6}) {
      double[] twin = obviousProx(TensorData.doubles(x), step);
      assertArrayEquals(twin, TensorData.doubles(operator().prox(x, step)), 1e-5, "step " + step);
    }
  }

  @Test
  void theGradientInItsParametersMatchesDifferences() {
    Tensor x = points();
    ParameterGradient.matchesDifferences(
        l -> new Mcp(l, Members.constant(GAMMA)),
        new double[] {0.3, 0.5, 1},
        new long[] {3},
        x,
        0.8);
    ParameterGradient.matchesDifferences(
        c -> new Mcp(Members.constant(1), c), new double[] {2, 3, 4}, new long[] {3}, x, 0.4);
  }

  @Test
  void isNotConvexAndNamesBadParameters() {
    assertFalse(operator().isConvex());
    assertEquals(
        "lambda must be > 0 and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> new Mcp(-1, 2)).getMessage());
    assertEquals(
        "gamma must be > 0 and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Mcp(1, 0)).getMessage());
  }
}
