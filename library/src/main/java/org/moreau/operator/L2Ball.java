package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;

/**
 * The set |x|₂ ≤ radius, for a radius [] or [batch] > 0.
 *
 * <p>prox: the projection y = min(1, radius/|x|) x. Cost: O(n). Differentiable in x and in the
 * radius.
 *
 * <p>Derivative on the boundary: that of the inside.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.1.
 */
public record L2Ball(Tensor radius) implements ProximalOperator {
  /** A ball whose radius may differ between members, and may be learnt. */
  public L2Ball {
    Members.positive("radius", radius);
  }

  /** A ball of the same constant radius for all members. */
  public L2Ball(double radius) {
    this(Members.constant(Check.positive("radius", radius)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor norm = Members.norm(Members.checked(x));
    Tensor size = Members.over("radius", Members.like(radius, x), norm);
    return Members.indicator(norm.le(size.mul(Members.slackFactor(x))), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor rows = Members.flat(x);
    Tensor size = Members.over("radius", Members.like(Members.positive("radius", radius), x), rows);
    Tensor norm = Members.rowNorm(rows).unsqueeze(1);
    Tensor outside = norm.gt(size);
    Tensor safe = torch.where(outside, norm, torch.ones_like(norm));
    return torch.where(outside, rows.mul(size.div(safe)), rows).view_as(x);
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
