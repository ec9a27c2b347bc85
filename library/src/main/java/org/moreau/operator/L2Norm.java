package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * g(x) = |x|₂ of a whole member.
 *
 * <p>prox: y = max(1 − step/|x|, 0) x; a zero member stays zero. Cost: O(n).
 *
 * <p>Derivative at |x| = step: taken as 0.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.1.
 */
public record L2Norm() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    return Members.norm(Members.checked(x));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor norm = Members.norm(x);
    Tensor isZero = norm.eq(new Scalar(0));
    Tensor safe = torch.where(isZero, torch.ones_like(norm), norm);
    Tensor shrink = torch.rsub(step.div(safe), new Scalar(1)).relu();
    return x.mul(Members.over("shrink", shrink, x));
  }
}
