package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The set of members (t, z) with |z|₂ ≤ t; t is the first entry, z the others, row by row.
 *
 * <p>prox: the projection; (t, z) itself for |z| ≤ t, 0 for |z| ≤ −t, else (|z| + t)/2 (1, z/|z|).
 * Cost: O(n).
 *
 * <p>Derivative at |z| = t: that of the inside; at |z| = −t: taken as 0.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.3.
 */
public record SecondOrderCone() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor rows = Members.flat(Members.notEmpty(Members.checked(x)));
    Tensor t = rows.select(1, 0);
    Tensor norm = Members.rowNorm(rows.narrow(1, 1, rows.size(1) - 1));
    return Members.indicator(norm.le(t.mul(Members.slackFactor(x))), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.notEmpty(Members.checked(x)), step);
    Tensor rows = Members.flat(x);
    Tensor t = rows.narrow(1, 0, 1);
    Tensor z = rows.narrow(1, 1, rows.size(1) - 1);
    Tensor norm = Members.rowNorm(z).unsqueeze(1);
    Tensor inside = norm.le(t);
    Tensor behind = norm.le(t.neg());
    Tensor safe = torch.where(inside.logical_or(behind), torch.ones_like(norm), norm);
    Tensor height = norm.add(t).mul(new Scalar(0.5));
    Tensor onto = torch.cat(new TensorVector(height, z.div(safe).mul(height)), 1);
    Tensor outer = torch.where(behind, torch.zeros_like(rows), onto);
    return torch.where(inside, rows, outer).view_as(x);
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
