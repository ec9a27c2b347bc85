package org.moreau.layer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * The set of all entries in [low, high].
 *
 * <p>prox: the entries, clamped. Derivative on the boundary: that of the inside.
 */
record Range(double low, double high) implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor inside = clamped(Members.checked(x)).eq(x);
    return Members.indicator(Members.flat(inside).all(1), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    return clamped(x);
  }

  private Tensor clamped(Tensor x) {
    return x.clamp_min(new Scalar(low)).clamp_max(new Scalar(high));
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
