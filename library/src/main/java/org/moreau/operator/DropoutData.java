package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * g(z) = Σ_j z_j² mean_i p_i (1 − p_i) data_ij² with p_i = 1 / (1 + exp(−⟨data_i, z⟩)): the penalty
 * that dropout on a data set puts on a logistic model z.
 *
 * <p>prox: not convex; the minimum that Newton's method with descent reaches from z = x. Cost:
 * O(batch (rows d² + d³)) for each of some ten iterations, in float64.
 *
 * <p>Shapes: data [rows, d], a constant; x [batch, d].
 *
 * <p>Derivative: that of the minimum reached, from the optimality condition.
 *
 * <p>Source: ProxNet, supplement C, equation 23; Wager, Wang and Liang, Dropout Training as
 * Adaptive Regularization (2013), equation 12.
 */
public final class DropoutData implements ProximalOperator {
  private final LogisticNoise noise;

  /** The penalty of {@code data} [rows, d], rows ≥ 1. */
  public DropoutData(Tensor data) {
    noise = new LogisticNoise(data, data.square());
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
