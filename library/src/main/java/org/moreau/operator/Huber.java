package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;

/**
 * g(x) = Σ h(x_i), h(v) = v²/2 for |v| ≤ delta and delta (|v| − delta/2) beyond, for a delta [] or
 * [batch] > 0.
 *
 * <p>prox: y_i = x_i / (1 + step) for |x_i| ≤ delta (1 + step), else x_i − step delta sign(x_i).
 * Cost: O(n). Differentiable in x, the step and delta.
 *
 * <p>Derivative at |x_i| = delta (1 + step): that of the inside.
 *
 * <p>Source: the definition, by cases.
 */
public record Huber(Tensor delta) implements ProximalOperator {
  /** A delta that may differ between members, and may be learnt. */
  public Huber {
    Members.positive("delta", delta);
  }

  /** The same constant delta for all members. */
  public Huber(double delta) {
    this(Members.constant(Check.positive("delta", delta)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor size = Members.checked(x).abs();
    Tensor d = deltaOver(x);
    Tensor outside = size.sub(d.mul(new Scalar(0.5))).mul(d);
    Tensor inside = x.square().mul(new Scalar(0.5));
    return Members.sum(torch.where(size.le(d), inside, outside));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    Tensor d = deltaOver(x);
    Tensor inside = x.div(t.add(new Scalar(1)));
    Tensor outside = x.sub(x.sign().mul(t).mul(d));
    return torch.where(inside.abs().le(d), inside, outside);
  }

  private Tensor deltaOver(Tensor x) {
    return Members.over("delta", Members.like(Members.positive("delta", delta), x), x);
  }
}
