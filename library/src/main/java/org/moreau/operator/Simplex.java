package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * The set x_i ≥ 0, Σ x_i = radius, for a radius [] or [batch] > 0; radius 1 is the probabilities.
 *
 * <p>prox: the projection y_i = max(x_i − θ, 0) with θ such that Σ y_i = radius; found by sorting.
 * Cost: O(n log n). Differentiable in x and in the radius.
 *
 * <p>Derivative at x_i = θ: taken as 0.
 *
 * <p>Source: Duchi, Shalev-Shwartz, Singer and Chandra, Efficient Projections onto the l1-Ball
 * (2008), figure 1.
 */
public record Simplex(Tensor radius) implements ProximalOperator {
  /** Checks that the radius is finite and > 0. */
  public Simplex {
    Members.positive("radius", radius);
  }

  /** A simplex of the same constant radius for all members. */
  public Simplex(double radius) {
    this(Members.constant(Check.positive("radius", radius)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor flat = Members.flat(Members.checked(x));
    Tensor total = Members.like(radius, x);
    Tensor outside = flat.sum(1).sub(total).abs().add(flat.neg().relu().sum(1));
    return Members.indicator(outside.le(total.mul(new Scalar(Members.slack(x)))), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.notEmpty(Members.checked(x)), step);
    Members.over("radius", radius, x);
    Tensor above = SortedThreshold.above(Members.flat(x), radius);
    return above.relu().to(x.scalar_type()).view_as(x);
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
