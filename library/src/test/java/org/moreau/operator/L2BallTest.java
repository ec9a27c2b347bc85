package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class L2BallTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new L2Ball(2);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double squares = 0;
    for (double v : x) {
      squares += v * v;
    }
    double[] y = x.clone();
    for (int i = 0; i < x.length; i++) {
      y[i] /= Math.max(1, Math.sqrt(squares) / 2);
    }
    return y;
  }

  @Test
  void theInsideStaysWithTheDerivativeOfTheIdentity() {
    Tensor x = TensorData.of(new double[] {1, 0, 0, 2}, 2, 2);
    x.set_requires_grad(true);
    Tensor y = operator().prox(x, 1);
    y.sum().backward();

    assertArrayEquals(new double[] {1, 0, 0, 2}, TensorData.doubles(y));
    assertArrayEquals(new double[] {1, 1, 1, 1}, TensorData.doubles(x.grad()));
  }

  @Test
  void theGradientInTheRadiusMatchesDifferences() {
    ParameterGradient.matchesDifferences(
        L2Ball::new, new double[] {0.5, 1, 1.5}, new long[] {3}, points(), 1);
  }

  @Test
  void rejectsANegativeRadiusAndAWrongShape() {
    assertEquals(
        "radius must be > 0 and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> new L2Ball(-1)).getMessage());
    assertEquals(
        "radius must have the shape [] or [3], got [2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new L2Ball(TensorData.of(new double[] {1, 1}, 2)).prox(points(), 1.0))
            .getMessage());
  }
}
