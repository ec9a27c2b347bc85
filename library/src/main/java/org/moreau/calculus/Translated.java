package org.moreau.calculus;

import org.bytedeco.pytorch.Tensor;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * g(x − shift), for a shift of the shape [], of a member or of x.
 *
 * <p>prox: shift + prox of g at x − shift. Cost: that of g. Differentiable in the shift.
 *
 * <p>Derivative: that of the proximal map of g there.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 2.2.
 */
public record Translated(ProximalOperator g, Tensor shift) implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    return g.value(Members.checked(x).sub(Members.entrywise("shift", shift, x)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor s = Members.entrywise("shift", shift, Members.checked(x));
    return g.prox(x.sub(s), step).add(s);
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
