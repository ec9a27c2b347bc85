package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class SecondOrderConeTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new SecondOrderCone();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    // Along the ray through z: nearest t >= 0 of the cone's edge, or x itself, or 0.
    double squares = 0;
    for (int i = 1; i < x.length; i++) {
      squares += x[i] * x[i];
    }
    double norm = Math.sqrt(squares);
    if (norm <= x[0]) {
      return x;
    }
    double height = Math.max(0, (norm + x[0]) / 2);
    double[] y = new double[x.length];
    y[0] = height;
    for (int i = 1; i < x.length; i++) {
      y[i] = height * x[i] / norm;
    }
    return y;
  }

  /** The cone is its own dual: x = P(x) − P(−x), at a right angle. */
  @Test
  void decomposesAsASelfDualCone() {
    Tensor x = points();
    Tensor plus = operator().prox(x, 1);
    Tensor minus = operator().prox(x.neg(), 1);

    assertArrayEquals(TensorData.doubles(x), TensorData.doubles(plus.sub(minus)), 1e-12);
    assertEquals(0, plus.mul(minus).sum().item_double(), 1e-12);
  }

  @Test
  void theThreeCases() {
    Tensor x = TensorData.of(new double[] {6, 3, 4, -6, 3, 4, 0, 3, 4, -1, 0, 0}, 4, 3);

    assertArrayEquals(
        new double[] {6, 3, 4, 0, 0, 0, 2.5, 1.5, 2, 0, 0, 0},
        TensorData.doubles(operator().prox(x, 1)),
        1e-12);
  }

  @Test
  void theValueDoesNotDependOnTheScale() {
    for (double scale : new double[] {1e-6, 1, 1e6}) {
      Tensor x = points().to(ScalarType.Float).mul(new Scalar(scale));
      Tensor y = operator().prox(x, 1);
      assertArrayEquals(new double[3], TensorData.doubles(operator().value(y)), "scale " + scale);
    }
  }
}
