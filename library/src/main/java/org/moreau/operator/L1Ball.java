package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/**
 * The set Σ |x_i| ≤ radius, for a radius [] or [batch] > 0.
 *
 * <p>prox: the projection y_i = sign(x_i) max(|x_i| − θ, 0), θ = 0 inside and else such that Σ
 * |y_i| = radius; found by sorting. Cost: O(n log n). Differentiable in x and in the radius.
 *
 * <p>Derivative on the boundary: that of the inside.
 *
 * <p>Source: Duchi, Shalev-Shwartz, Singer and Chandra, Efficient Projections onto the l1-Ball
 * (2008), figure 1.
 */
public record L1Ball(Tensor radius) implements ProximalOperator {
  /** A ball whose radius may differ between members, and may be learnt. */
  public L1Ball {
    Members.positive("radius", radius);
  }

  /** A ball of the same constant radius for all members. */
  public L1Ball(double radius) {
    this(Members.constant(Check.positive("radius", radius)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor sum = Members.sum(Members.checked(x).abs());
    Tensor size = Members.over("radius", Members.like(radius, x), sum);
    return Members.indicator(sum.le(size.mul(Members.slackFactor(x))), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Members.over("radius", Members.positive("radius", radius), x);
    return project(x, radius);
  }

  /** The projection for a radius [] or [batch]. */
  static Tensor project(Tensor x, Tensor radius) {
    if (Members.entries(x) == 0) {
      return x;
    }
    Tensor sizes = Members.flat(x).abs();
    Tensor shrunk = SortedThreshold.above(sizes, radius).relu().to(x.scalar_type()).view_as(x);
    Tensor sum = sizes.detach().to(ScalarType.Double).sum(1);
    Tensor isInside = sum.le(Members.like(radius.detach(), sum));
    // Inside it is x itself, whose derivative at an entry of zero is 1, not the 0 of the sign.
    return torch.where(Members.over("inside", isInside, x), x, shrunk.mul(x.sign()));
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
