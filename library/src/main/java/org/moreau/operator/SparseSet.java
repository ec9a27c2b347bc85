package org.moreau.operator;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/**
 * The set of members with at most {@code count} entries that are not zero. Not convex.
 *
 * <p>prox: keeps the {@code count} entries of largest absolute value, the first ones of equal ones,
 * and sets the others to zero. Cost: O(n log n).
 *
 * <p>Derivative: that of the kept entries, 1 for each; where kept and dropped ones are equal, the
 * projection jumps.
 *
 * <p>Source: Blumensath and Davies, Iterative hard thresholding for compressed sensing (2009),
 * operator H_s.
 */
public record SparseSet(int count) implements ProximalOperator {
  /** Members with at most so many entries that are not zero. */
  public SparseSet {
    Check.positive("count", count);
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor present = Members.checked(x).ne(new Scalar(0)).to(ScalarType.Long);
    return Members.indicator(Members.sum(present).le(new Scalar(count)), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor rows = Members.flat(x);
    Tensor order = rows.detach().abs().sort(new BoolOptional(true), 1, true).get1();
    Tensor kept = order.narrow(1, 0, Math.min(count, rows.size(1)));
    Tensor isKept = torch.zeros_like(order).scatter(1, kept, new Scalar(1)).gt(new Scalar(0));
    return torch.where(isKept, rows, torch.zeros_like(rows)).view_as(x);
  }

  @Override
  public boolean isConvex() {
    return false;
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
