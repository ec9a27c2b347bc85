package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class NonNegativeTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new NonNegative();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return y.abs();
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return Arrays.stream(x).map(v -> v > 0 ? v : 0).toArray();
  }

  @Test
  void isInfiniteOutside() {
    Tensor x = TensorData.of(new double[] {0, 1, 1, -1e-300}, 2, 2);

    assertArrayEquals(
        new double[] {0, Double.POSITIVE_INFINITY}, TensorData.doubles(operator().value(x)));
  }
}
