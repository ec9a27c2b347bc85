package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * g(x) = Σ |x_i|.
 *
 * <p>prox: y_i = sign(x_i) max(|x_i| − step, 0). Cost: O(n).
 *
 * <p>Derivative at |x_i| = step: taken as 0.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.2.
 */
public record L1Norm() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    return Members.sum(Members.checked(x).abs());
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    return x.sign().mul(x.abs().sub(t).relu());
  }
}
