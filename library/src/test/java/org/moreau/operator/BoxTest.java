package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class BoxTest extends ProximalOperatorContract {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double[] LOWER = {-0.5, 0.1, -INFINITY, -INFINITY, 0.2, -1};
  private static final double[] UPPER = {0.5, INFINITY, 0.3, INFINITY, 0.2, -0.5};

  @Override
  protected ProximalOperator operator() {
    return new Box(TensorData.of(LOWER, 6), TensorData.of(UPPER, 6));
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.min(Math.max(x[i], LOWER[i]), UPPER[i]);
    }
    return y;
  }

  @Test
  void theGradientInTheBoundsMatchesDifferences() {
    Tensor x = points();
    Tensor infinite = Members.constant(INFINITY);
    double[] values = {-0.5, 0.2, 0.4, -1, 0.3, 0};
    ParameterGradient.matchesDifferences(l -> new Box(l, infinite), values, new long[] {6}, x, 1);
    ParameterGradient.matchesDifferences(
        u -> new Box(infinite.neg(), u), values, new long[] {1, 6}, x, 1);
  }

  @Test
  void oneMemberOutsideDoesNotMakeTheOthersInfinite() {
    Tensor x = TensorData.of(new double[] {0, 1, 0, 1.1}, 2, 2);

    assertArrayEquals(new double[] {0, INFINITY}, TensorData.doubles(new Box(0, 1).value(x)));
  }

  @Test
  void theDerivativeAtABoundIsThatOfTheInside() {
    Tensor x = TensorData.of(new double[] {0, 1}, 1, 2);
    x.set_requires_grad(true);
    new Box(0, 1).prox(x, 1).sum().backward();

    assertArrayEquals(new double[] {1, 1}, TensorData.doubles(x.grad()));
  }

  @Test
  void fromZeroUpItIsTheNonNegativeSetAndAroundZeroTheInfinityBall() {
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(new NonNegative().prox(x, 1)),
        TensorData.doubles(new Box(0, INFINITY).prox(x, 1)));
    assertArrayEquals(
        TensorData.doubles(new InfinityBall(0.4).prox(x, 1)),
        TensorData.doubles(new Box(-0.4, 0.4).prox(x, 1)));
  }

  @Test
  void rejectsBoundsInTheWrongOrderAlsoIfTheyBecomeSo() {
    assertEquals(
        "lower must be <= upper, got 2.0 and 1.0",
        assertThrows(IllegalArgumentException.class, () -> new Box(2, 1)).getMessage());
    assertEquals(
        "lower must be <= upper, got NaN and 1.0",
        assertThrows(IllegalArgumentException.class, () -> new Box(Double.NaN, 1)).getMessage());
    Tensor lower = torch.zeros_like(points());
    ProximalOperator box = new Box(lower, Members.constant(1));
    lower.fill_(new org.bytedeco.pytorch.Scalar(3));
    assertEquals(
        "lower must be <= upper, got 3.0 and 1.0",
        assertThrows(IllegalArgumentException.class, () -> box.prox(points(), 1.0)).getMessage());
    assertEquals(
        "lower must have the shape [], [6] or [3, 6], got [2]",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Box(TensorData.of(new double[2], 2), Members.constant(1))
                        .prox(points(), 1.0))
            .getMessage());
  }
}
