package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * g(z) = |z|² mean_i p_i (1 − p_i) with p_i = 1 / (1 + exp(−⟨data_i, z⟩)): the penalty that
 * additive Gaussian noise on a data set puts on a logistic model z.
 *
 * <p>prox: not convex; as for {@link DropoutData}. Cost: O(batch (rows d² + d³)) for each of some
 * ten iterations, in float64.
 *
 * <p>Shapes: data [rows, d], a constant; x [batch, d].
 *
 * <p>Derivative: that of the minimum reached, from the optimality condition.
 *
 * <p>Source: MetaProx, appendix B.
 */
public final class AdditiveNoise implements ProximalOperator {
  private final LogisticNoise noise;

  /** The penalty of {@code data} [rows, d], rows ≥ 1. */
  public AdditiveNoise(Tensor data) {
    noise = new LogisticNoise(data, torch.ones_like(data));
  }

  @Override
  public Tensor value(Tensor z) {
    return noise.value(z);
  }

  /**
   * {@inheritDoc}
   *
   * @throws ArithmeticException if no minimum is found to rounding
   */
  @Override
  public Tensor prox(Tensor x, Tensor step) {
    return noise.prox(x, step);
  }

  @Override
  public boolean isConvex() {
    return false;
  }
}
