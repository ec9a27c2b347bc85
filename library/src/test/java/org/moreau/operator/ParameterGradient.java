package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorData;

/** Compares a gradient in float64 with central differences. */
final class ParameterGradient {
  private static final double STEP = 1e-6;

  private ParameterGradient() {}

  /** Of {@code f}, a scalar, at the parameter with these values and this shape. */
  static void matchesDifferences(double[] values, long[] shape, Function<Tensor, Tensor> f) {
    Tensor parameter = TensorData.of(values, shape);
    parameter.set_requires_grad(true);
    f.apply(parameter).backward();
    double[] gradient = TensorData.doubles(parameter.grad());
    for (int i = 0; i < values.length; i++) {
      double up = at(values, shape, i, STEP, f);
      double down = at(values, shape, i, -STEP, f);
      double difference = (up - down) / (2 * STEP);
      assertEquals(difference, gradient[i], 2e-6 * (1 + Math.abs(difference)), "entry " + i);
    }
  }

  private static double at(
      double[] values, long[] shape, int i, double by, Function<Tensor, Tensor> f) {
    double[] shifted = values.clone();
    shifted[i] += by;
    return f.apply(TensorData.of(shifted, shape)).item_double();
  }
}
