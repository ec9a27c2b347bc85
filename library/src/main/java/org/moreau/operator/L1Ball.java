package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;

/**
 * The set Σ |x_i| ≤ radius, for a radius [] or [batch] > 0.
 *
 * <p>prox: the projection y_i = sign(x_i) max(|x_i| − θ, 0), θ = 0 inside and else such that Σ
 * |y_i| = radius; found by sorting. Cost: O(n log n). Differentiable in x and in the radius.
 *
 * <p>Derivative on the boundary: that of the inside.
 *
 * <p>Source: Duchi, Shalev-Shwartz, Singer and Chandra (2008), figure 1.
 */
public record L1Ball(Tensor radius) implements ProximalOperator {
  /** A ball of the same constant radius for all members. */
  public L1Ball(double radius) {
    this(Members.constant(Check.positive("radius", radius)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor sum = Members.sum(Members.checked(x).abs());
    return Members.indicator(sum.le(Members.like(radius, x).mul(Members.slackFactor(x))), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor theta = SortedThreshold.of(Members.flat(x).abs(), Members.like(radius, x)).relu();
    Tensor level = Members.over("threshold", theta, x);
    Tensor shrunk = x.sign().mul(x.abs().sub(level).relu());
    // Inside, zero entries have the derivative 1 too.
    return torch.where(level.eq(new Scalar(0)), x, shrunk);
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
