package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * g(x) = the number of entries that are not zero. Not convex.
 *
 * <p>prox: y_i = x_i where |x_i| > √(2 step), else 0. Cost: O(n).
 *
 * <p>Derivative: that of the branch, 1 or 0 in x and 0 in the step; at |x_i| = √(2 step) both are
 * minimisers, and 0 is taken.
 *
 * <p>Source: Beck, First-Order Methods in Optimization (2017), chapter 6, hard thresholding.
 */
public record L0Norm() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    return Members.sum(Members.checked(x).ne(new Scalar(0)).to(x.scalar_type()));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step).detach();
    return torch.where(x.abs().gt(t.mul(new Scalar(2)).sqrt()), x, torch.zeros_like(x));
  }

  @Override
  public boolean isConvex() {
    return false;
  }
}
