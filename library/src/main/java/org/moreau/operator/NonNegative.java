package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The set x_i ≥ 0.
 *
 * <p>prox: the projection y_i = max(x_i, 0). Cost: O(n).
 *
 * <p>Derivative at x_i = 0: taken as 0.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.3.
 */
public record NonNegative() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor inside = Members.flat(Members.checked(x)).ge(new Scalar(0)).all(1);
    return Members.indicator(inside, x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    return x.relu();
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
