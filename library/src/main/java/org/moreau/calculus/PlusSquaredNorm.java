package org.moreau.calculus;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * g(x) + weight/2 · |x − centre|², for a weight [] or [batch] > 0 and a centre of the shape [], of
 * a member or of x.
 *
 * <p>prox: with r = 1 / (1 + step · weight), that of g at r (x + step · weight · centre) with the
 * step r · step. Cost: that of g. Differentiable in both.
 *
 * <p>Derivative: r times that of the proximal map of g.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 2.2 (regularization).
 */
public record PlusSquaredNorm(ProximalOperator g, Tensor weight, Tensor centre)
    implements ProximalOperator {
  /** With a weight that may differ between members, and may be learnt. */
  public PlusSquaredNorm {
    Members.positive("weight", weight);
  }

  /** Around 0, with the same constant weight for all members. */
  public PlusSquaredNorm(ProximalOperator g, double weight) {
    this(g, Members.constant(Check.positive("weight", weight)), Members.constant(0));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor away = Members.checked(x).sub(Members.entrywise("centre", centre, x));
    Tensor half = checkedWeight(x).div(new Scalar(2.0));
    return g.value(x).add(Members.sum(away.square()).mul(half));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor t = Members.like(step, x);
    Tensor pull = t.mul(checkedWeight(x));
    Tensor shrink = pull.add(new Scalar(1.0)).reciprocal();
    Tensor point =
        x.add(Members.entrywise("centre", centre, x).mul(Members.over("weight", pull, x)))
            .mul(Members.over("weight", shrink, x));
    return g.prox(point, t.mul(shrink));
  }

  private Tensor checkedWeight(Tensor x) {
    Members.positive("weight", weight, x);
    return Members.like(weight, x);
  }

  @Override
  public boolean isConvex() {
    return g.isConvex();
  }
}
