package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * g(x) = 1/2 Σ x_i², with the factor 1/2.
 *
 * <p>prox: y = x / (1 + step). Cost: O(n).
 *
 * <p>Derivative: 1 / (1 + step) everywhere; there is no kink.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.1.
 */
public record SquaredL2Norm() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    return Members.sum(Members.checked(x).square()).mul(new Scalar(0.5));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    return x.div(Members.step(Members.checked(x), step).add(new Scalar(1)));
  }
}
