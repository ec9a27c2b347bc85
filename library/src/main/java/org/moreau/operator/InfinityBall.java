package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;

/**
 * The set max_i |x_i| ≤ radius, for a radius [] or [batch] > 0.
 *
 * <p>prox: the projection y_i = min(max(x_i, −radius), radius). Cost: O(n). Differentiable in x and
 * in the radius.
 *
 * <p>Derivative on the boundary: that of the inside.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.2.
 */
public record InfinityBall(Tensor radius) implements ProximalOperator {
  /** A ball whose radius may differ between members, and may be learnt. */
  public InfinityBall {
    Members.positive("radius", radius);
  }

  /** A ball of the same constant radius for all members. */
  public InfinityBall(double radius) {
    this(Members.constant(Check.positive("radius", radius)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor outside = Members.checked(x).abs().gt(radiusOver(x));
    return Members.indicator(Members.flat(outside).any(1).logical_not(), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor size = radiusOver(x);
    return torch.where(x.gt(size), size, torch.where(x.lt(size.neg()), size.neg(), x));
  }

  private Tensor radiusOver(Tensor x) {
    return Members.over("radius", Members.like(Members.positive("radius", radius), x), x);
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
