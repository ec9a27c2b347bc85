package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * g(x) = Σ c_i x_i for coefficients c of the shape [], of a member, or of x.
 *
 * <p>prox: y = x − step c. Cost: O(n). Differentiable in c too.
 *
 * <p>Derivative: I everywhere; there is no kink.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.1.
 */
public record LinearFunction(Tensor coefficients) implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    return Members.sum(Members.checked(x).mul(coefficientsOver(x)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    return x.sub(coefficientsOver(x).mul(Members.step(Members.checked(x), step)));
  }

  private Tensor coefficientsOver(Tensor x) {
    return Members.entrywise("coefficients", coefficients, x);
  }
}
