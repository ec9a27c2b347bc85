package org.moreau.calculus;

import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * weight · g(x), for a weight [] or [batch] > 0.
 *
 * <p>prox: that of g with the step weight · step. Cost: that of g. Differentiable in the weight.
 *
 * <p>Derivative: that of the proximal map of g with that step.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 2.2.
 */
public record Scaled(ProximalOperator g, Tensor weight) implements ProximalOperator {
  /** With a weight that may differ between members, and may be learnt. */
  public Scaled {
    Members.positive("weight", weight);
  }

  /** With the same constant weight for all members. */
  public Scaled(ProximalOperator g, double weight) {
    this(g, Members.constant(Check.positive("weight", weight)));
  }

  @Override
  public Tensor value(Tensor x) {
    return g.value(Members.checked(x)).mul(checkedWeight(x));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    return g.prox(x, step.mul(checkedWeight(x)));
  }

  private Tensor checkedWeight(Tensor x) {
    Members.positive("weight", weight, x);
    return Members.like(weight, x);
  }

  @Override
  public boolean isConvex() {
    return g.isConvex();
  }

  @Override
  public boolean isIndicator() {
    return g.isIndicator();
  }
}
