package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class SpectralNormTest extends SpectralContract {
  @Override
  protected ProximalOperator operator() {
    return new SpectralNorm();
  }

  @Override
  DoubleUnaryOperator images(double[] values, double step) {
    double low = 0;
    double high = 100;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      double sum = Arrays.stream(values).map(s -> Math.max(s - middle, 0)).sum();
      if (sum > step) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double level = high;
    return s -> Math.min(s, level);
  }

  @Test
  void moreauSplitsXIntoItAndTheNuclearBall() {
    Tensor x = points();
    Tensor step = x.new_full(new long[0], new Scalar(0.8));
    Tensor sum = new SpectralNorm().prox(x, step).add(new NuclearBall(0.8).prox(x, step));
    assertArrayEquals(TensorData.doubles(x), TensorData.doubles(sum), 1e-12);
  }
}
