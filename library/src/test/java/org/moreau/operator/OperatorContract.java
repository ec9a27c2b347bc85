package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorData;

/** {@link ProximalOperatorContract} for tests of other packages. */
public abstract class OperatorContract extends ProximalOperatorContract {
  /** For the tests. */
  protected OperatorContract() {}

  @Override
  protected abstract ProximalOperator operator();

  @Override
  protected Tensor points() {
    return super.points();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return super.feasible(y);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return super.obviousProx(x, step);
  }

  @Override
  protected double tolerance() {
    return super.tolerance();
  }

  @Override
  protected ProximalOperator operator(int member) {
    return super.operator(member);
  }

  /** Compares the gradients of value and prox in a parameter of the operator with differences. */
  protected void parameterGradientsMatchDifferences(
      Function<Tensor, ProximalOperator> of, double[] parameter, long... shape) {
    Tensor x = points();
    Tensor direction = torch.randn_like(x);
    proxGradientMatches(of, g -> g.prox(x, 0.7).mul(direction).sum(), parameter, shape);
    Tensor y = of.apply(TensorData.of(parameter, shape)).prox(x, 0.7).detach();
    proxGradientMatches(of, g -> g.value(y).sum(), parameter, shape);
  }

  private static void proxGradientMatches(
      Function<Tensor, ProximalOperator> of,
      Function<ProximalOperator, Tensor> loss,
      double[] parameter,
      long... shape) {
    Tensor leaf = TensorData.of(parameter, shape).set_requires_grad(true);
    Tensor total = loss.apply(of.apply(leaf));
    if (total.requires_grad()) {
      total.backward();
    }
    double[] gradient =
        leaf.grad().defined() ? TensorData.doubles(leaf.grad()) : new double[parameter.length];
    double h = 1e-6;
    for (int i = 0; i < parameter.length; i++) {
      double[] up = parameter.clone();
      double[] down = parameter.clone();
      up[i] += h;
      down[i] -= h;
      double difference =
          (loss.apply(of.apply(TensorData.of(up, shape))).item_double()
                  - loss.apply(of.apply(TensorData.of(down, shape))).item_double())
              / (2 * h);
      assertEquals(difference, gradient[i], 2e-6 * (1 + Math.abs(difference)), "parameter " + i);
    }
  }

  /** Soft thresholding, the map of |x|. */
  protected static double soft(double x, double threshold) {
    return Math.signum(x) * Math.max(Math.abs(x) - threshold, 0);
  }

  /** An orthogonal matrix [n, n] in float64. */
  protected static Tensor orthogonal(long n) {
    return torch.linalg_qr(torch.randn(n, n).to(torch.ScalarType.Double)).get0();
  }

  /** x times a number. */
  protected static Tensor times(Tensor x, double number) {
    return x.mul(new Scalar(number));
  }
}
