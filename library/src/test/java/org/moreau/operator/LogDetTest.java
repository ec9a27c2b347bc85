package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class LogDetTest extends SpectralContract {
  @Override
  protected ProximalOperator operator() {
    return new LogDet();
  }

  @Override
  boolean isSymmetric() {
    return true;
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return y.add(y.mT()).mul(new Scalar(0.5));
  }

  @Override
  double[][] spectra() {
    return new double[][] {
      {2, 2, 0, 0}, {-3, -3, 2, 2 + 1e-9}, {0, 0, 0, 0}, {-1, 1, -1, 1}, {-50, -50, 40, 40}
    };
  }

  @Override
  DoubleUnaryOperator images(double[] values, double step) {
    return v -> (v + Math.sqrt(v * v + 4 * step)) / 2;
  }

  @Test
  void theValueIsMinusTheLogarithmOfTheDeterminant() {
    Tensor x = TensorData.of(new double[] {2, 1, 1, 3, 1, 2, 2, 1}, 2, 2, 2);
    assertArrayEquals(
        new double[] {-Math.log(5), Double.POSITIVE_INFINITY},
        TensorData.doubles(operator().value(x)),
        1e-12);
  }

  @Test
  void theGradientOfTheValueIsMinusTheInverse() {
    Tensor y = operator().prox(points(), 1.0);
    y.set_requires_grad(true);
    operator().value(y).sum().backward();
    assertArrayEquals(
        TensorData.doubles(torch.linalg_inv(y).neg()), TensorData.doubles(y.grad()), 1e-9);
  }

  @Test
  void largeAndSmallEigenvaluesKeepTheirDigits() {
    double[] lambda = {-1e6, -1e-6, 1e-6, 1e6};
    double[] actual = TensorData.doubles(operator().prox(TensorData.of(lambda, 4, 1, 1), 1.0));
    for (int i = 0; i < 4; i++) {
      // The optimality condition −1/y + y − λ = 0.
      assertEquals(lambda[i], actual[i] - 1 / actual[i], 1e-9 * (1 + Math.abs(lambda[i])));
    }
  }
}
