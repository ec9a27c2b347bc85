package org.moreau.operator;

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
    Tensor rows = Members.flat(Members.checked(x));
    Tensor t = Members.step(rows, step);
    return rows.mul(shrink(Members.rowNorm(rows).unsqueeze(1), t)).view_as(x);
  }

  /** max(1 − step/norm, 0), whose derivative is 0 wherever norm ≤ step, also at a norm of zero. */
  static Tensor shrink(Tensor norm, Tensor step) {
    Tensor outside = norm.gt(step);
    Tensor safe = torch.where(outside, norm, torch.ones_like(norm));
    return torch.where(outside, norm.sub(step).div(safe), torch.zeros_like(norm));
  }
}
