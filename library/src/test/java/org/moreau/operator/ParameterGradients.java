package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorData;

/** Compares an operator's derivative in a parameter of its own with differences. */
final class ParameterGradients {
  private ParameterGradients() {}

  /** At the parameter {@code values} of {@code shape}, for the points x and the step. */
  static void match(
      Function<Tensor, ProximalOperator> operator,
      double[] values,
      long[] shape,
      Tensor x,
      double step) {
    Tensor direction = torch.randn_like(x);
    Tensor parameter = TensorData.of(values, shape);
    parameter.set_requires_grad(true);
    operator.apply(parameter).prox(x, step).mul(direction).sum().backward();
    double[] actual = TensorData.doubles(parameter.grad());
    double h = 1e-6;
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double[] up = values.clone();
      double[] down = values.clone();
      up[i] += h;
      down[i] -= h;
      double above = at(operator.apply(TensorData.of(up, shape)), x, direction, step);
      double below = at(operator.apply(TensorData.of(down, shape)), x, direction, step);
      assertEquals((above - below) / (2 * h), actual[i], 1e-6, "parameter[" + i + "]");
      sum += Math.abs(actual[i]);
    }
    assertEquals(true, sum > 0, "no parameter has an effect at these points");
  }

  private static double at(ProximalOperator operator, Tensor x, Tensor direction, double step) {
    return operator.prox(x, step).mul(direction).sum().item_double();
  }
}
