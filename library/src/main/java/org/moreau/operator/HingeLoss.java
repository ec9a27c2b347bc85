package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * g(x) = Σ max(0, 1 − l_i x_i) for labels l_i = ±1, of the shape of a member or of x.
 *
 * <p>prox: with the margin m = l_i x_i, y_i = l_i p, p = m for m ≥ 1, m + step for m ≤ 1 − step,
 * and 1 between. Cost: O(n).
 *
 * <p>Derivative at m = 1 and m = 1 − step: that of the outside.
 *
 * <p>Source: the definition, by cases.
 */
public record HingeLoss(Tensor labels) implements ProximalOperator {
  /** The loss for these labels. */
  public HingeLoss {
    Members.labels(labels);
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor margin = Members.checked(x).mul(Members.entrywise("labels", labels, x));
    return Members.sum(torch.rsub(margin, new Scalar(1)).relu());
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    Tensor label = Members.entrywise("labels", labels, x);
    Tensor margin = x.mul(label);
    Tensor raised = margin.add(t);
    Tensor one = torch.ones_like(margin);
    Tensor low = torch.where(raised.le(one), raised, one);
    return torch.where(margin.ge(one), margin, low).mul(label);
  }
}
