package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * g(x) = Σ |x_i| + ratio/2 Σ x_i², for a ratio [] or [batch] ≥ 0 of the squares to the absolute
 * values.
 *
 * <p>prox: y_i = sign(x_i) max(|x_i| − step, 0) / (1 + step ratio). Cost: O(n). Differentiable in
 * x, the step and the ratio.
 *
 * <p>Derivative at |x_i| = step: taken as 0.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.3.
 */
public record ElasticNet(Tensor ratio) implements ProximalOperator {
  /** A ratio that may differ between members, and may be learnt. */
  public ElasticNet {
    Members.nonNegative("ratio", ratio);
  }

  /** The same constant ratio for all members. */
  public ElasticNet(double ratio) {
    this(Members.constant(Check.nonNegative("ratio", ratio)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor squares = Members.checked(x).square().mul(ratioOver(x)).mul(new Scalar(0.5));
    return Members.sum(x.abs().add(squares));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    Tensor soft = x.sign().mul(x.abs().sub(t).relu());
    return soft.div(ratioOver(x).mul(t).add(new Scalar(1)));
  }

  private Tensor ratioOver(Tensor x) {
    return Members.over("ratio", Members.like(Members.nonNegative("ratio", ratio), x), x);
  }
}
