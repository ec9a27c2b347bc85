package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class StiefelTest extends SpectralContract {
  @Override
  protected ProximalOperator operator() {
    return new Stiefel();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  double[][] spectra() {
    return new double[][] {{2, 2, 2, 2}, {2, 2 + 1e-9, 1, 1}, {0.3, 0.3, 0.3, 0.3}};
  }

  @Override
  DoubleUnaryOperator images(double[] values, double step) {
    return s -> 1;
  }

  @Test
  void theFactorIsOrthonormalOnItsShorterSide() {
    for (long[] shape : new long[][] {{5, 3}, {3, 5}, {3, 3}}) {
      Tensor y = operator().prox(matrices(2, shape[0], shape[1]), 1.0);
      Tensor gram = shape[0] >= shape[1] ? y.mT().matmul(y) : y.matmul(y.mT());
      Tensor eye = torch.eye(3).to(ScalarType.Double).expand_as(gram);
      assertArrayEquals(TensorData.doubles(eye), TensorData.doubles(gram), 1e-12);
    }
  }
}
