package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorData;

/** Compares a gradient in float64 with central differences. */
public final class ParameterGradient {
  private static final double STEP = 1e-6;

  private ParameterGradient() {}

  /** Of an operator's prox, and of its value unless it is a set, in a parameter of its own. */
  public static void matchesDifferences(
      Function<Tensor, ProximalOperator> of, double[] values, long[] shape, Tensor x, double step) {
    Tensor direction = torch.randn_like(x);
    matchesDifferences(values, shape, p -> of.apply(p).prox(x, step).mul(direction).sum());
    ProximalOperator operator = of.apply(TensorData.of(values, shape));
    if (!operator.isIndicator()) {
      Tensor y = operator.prox(x, step).detach();
      matchesDifferences(values, shape, p -> of.apply(p).value(y).sum());
    }
  }

  /** Of {@code f}, a scalar, at the parameter with these values and this shape. */
  public static void matchesDifferences(double[] values, long[] shape, Function<Tensor, Tensor> f) {
    Tensor parameter = TensorData.of(values, shape);
    parameter.set_requires_grad(true);
    f.apply(parameter).backward();
    double[] gradient = TensorData.doubles(parameter.grad());
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double up = at(values, shape, i, STEP, f);
      double down = at(values, shape, i, -STEP, f);
      double difference = (up - down) / (2 * STEP);
      assertTrue(Double.isFinite(difference), "the function is not finite beside entry " + i);
      assertEquals(difference, gradient[i], 2e-6 * (1 + Math.abs(difference)), "entry " + i);
      sum += Math.abs(gradient[i]);
    }
    assertTrue(sum > 0, "the parameter has no effect at these points");
  }

  private static double at(
      double[] values, long[] shape, int i, double by, Function<Tensor, Tensor> f) {
    double[] shifted = values.clone();
    shifted[i] += by;
    return f.apply(TensorData.of(shifted, shape)).item_double();
  }
}
