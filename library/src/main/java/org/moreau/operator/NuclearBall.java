package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * The set Σ_i s_i(X) ≤ radius of members X [m, n] with singular values s, for a radius [] or
 * [batch] > 0.
 *
 * <p>prox: the same singular vectors with the projection of s onto the L1 ball. Cost: a singular
 * value decomposition, O(m n min(m, n)). Differentiable in x, also at equal and zero singular
 * values, and in the radius.
 *
 * <p>Derivative on the boundary: that of the inside.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.7.
 */
public record NuclearBall(Tensor radius) implements ProximalOperator {
  /** Checks that the radius is finite and > 0. */
  public NuclearBall {
    Members.positive("radius", radius);
  }

  /** A ball of the same constant radius for all members. */
  public NuclearBall(double radius) {
    this(Members.constant(Check.positive("radius", radius)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor sum = SingularValues.of(Members.checked(x)).values().sum(1);
    Tensor allowed = Members.like(radius, x).mul(Members.slackFactor(x));
    return Members.indicator(sum.le(allowed), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Members.over("radius", radius, x);
    SingularValues svd = SingularValues.of(x);
    Tensor s = svd.inGraph();
    Tensor images = L1Ball.project(s, radius);
    return svd.map(images, DividedDifference.softThreshold(SingularValues.lost(s, images)));
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
