package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class L0NormTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new L0Norm();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return torch.where(torch.rand_like(y).lt(new Scalar(0.5)), y, torch.zeros_like(y));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * x[i] / (2 * step) > 1 ? x[i] : 0;
    }
    return y;
  }

  @Test
  void countsAndTakesZeroAtTheThreshold() {
    Tensor x = TensorData.of(new double[] {2, 2.001, 0}, 1, 3);

    assertEquals(2, operator().value(x).item_double());
    assertArrayEquals(new double[] {0, 2.001, 0}, TensorData.doubles(operator().prox(x, 2)));
    assertFalse(operator().isConvex());
  }
}
