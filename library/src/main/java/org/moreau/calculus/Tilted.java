package org.moreau.calculus;

import org.bytedeco.pytorch.Tensor;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * g(x) + ⟨slope, x⟩, for a slope of the shape [], of a member or of x.
 *
 * <p>prox: that of g at x − step · slope. Cost: that of g. Differentiable in the slope.
 *
 * <p>Derivative: that of the proximal map of g there.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 2.2 (affine addition).
 */
public record Tilted(ProximalOperator g, Tensor slope) implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor linear = Members.sum(Members.checked(x).mul(Members.entrywise("slope", slope, x)));
    return g.value(x).add(linear);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    return g.prox(x.sub(Members.entrywise("slope", slope, x).mul(t)), step);
  }

  @Override
  public boolean isConvex() {
    return g.isConvex();
  }
}
