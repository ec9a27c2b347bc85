package org.moreau.operator;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/**
 * The set 0 ≤ x_i ≤ cap, Σ x_i = sum, for a cap > 0 and a sum in [0, n·cap], each [] or [batch].
 *
 * <p>prox: the projection y_i = min(max(x_i − θ, 0), cap) with θ such that Σ y_i = sum; which
 * entries are between 0 and cap is found by sorting and bisection. Cost: O(n log n). Differentiable
 * in x, cap and sum.
 *
 * <p>Derivative at x_i − θ = 0 or cap: that of an entry that stays there. Where no entry is between
 * 0 and cap, the derivative in the sum is taken as 0.
 *
 * <p>Source: Wang and Lu, Projection onto the Capped Simplex (2015).
 */
public record CappedSimplex(Tensor cap, Tensor sum) implements ProximalOperator {
  /** Checks that cap > 0 and sum ≥ 0, both finite. */
  public CappedSimplex {
    Members.positive("cap", cap);
    Members.nonNegative("sum", sum);
  }

  /** The same constant cap and sum for all members. */
  public CappedSimplex(double cap, double sum) {
    this(
        Members.constant(Check.positive("cap", cap)),
        Members.constant(Check.nonNegative("sum", sum)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor flat = Members.flat(Members.checked(x));
    Tensor most = column(cap, "cap", x);
    Tensor total = column(sum, "sum", x);
    Tensor outside = flat.neg().relu().add(flat.sub(most).relu());
    Tensor allowed = total.add(most.minimum(total)).mul(new Scalar(Members.slack(x)));
    Tensor off = flat.sum(1).unsqueeze(1).sub(total).abs().add(outside.sum(1).unsqueeze(1));
    return Members.indicator(off.le(allowed).squeeze(1), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor flat = Members.flat(x).to(ScalarType.Double);
    Tensor total = column(sum, "sum", flat);
    Tensor own = column(cap, "cap", flat);
    requireNotEmpty(own.detach(), total.detach(), flat.size(1), Members.slack(x));
    if (flat.size(1) == 0) {
      return x;
    }
    Tensor sorted = flat.detach().sort(1, true).get0();
    Tensor size = own.detach();
    Tensor enough = total.detach();
    Tensor up = leading(sorted, size, torch.zeros_like(size), filled -> filled.lt(enough));
    Tensor full = leading(sorted, size, size, filled -> filled.le(enough));
    Tensor isFull = isAmong(flat, sorted, full);
    Tensor isFree = isAmong(flat, sorted, up).logical_and(isFull.logical_not());
    // θ is linear as long as these stay so: the free entries share what the full ones leave. They
    // differ from the largest of them by less than the cap, so that little cancels.
    Tensor largest = sorted.gather(1, full.clamp_max(new Scalar(flat.size(1) - 1)));
    Tensor centred = flat.sub(largest);
    Tensor count = isFree.sum(1).unsqueeze(1);
    Tensor excess = centred.mul(isFree).sum(1).unsqueeze(1).add(own.mul(full)).sub(total);
    Tensor level = excess.mul(count.gt(new Scalar(0))).div(count.clamp_min(new Scalar(1)));
    Tensor moving = torch.where(isFree, centred.sub(level), torch.zeros_like(centred));
    return torch.where(isFull, own, moving).to(x.scalar_type()).view_as(x);
  }

  /**
   * How many of the largest entries v of a row are such that what the entries hold at θ = v −
   * offset, Σ min(max(x_i − θ, 0), cap), {@code fits}; as [batch, 1]. By bisection: that sum rises
   * as v falls. It is of differences of entries, not of levels, so that large entries cost no
   * digits.
   */
  private static Tensor leading(
      Tensor sorted, Tensor cap, Tensor offset, UnaryOperator<Tensor> fits) {
    Scalar one = new Scalar(1L);
    Tensor low = sorted.new_zeros(sorted.size(0), 1).to(ScalarType.Long);
    Tensor high = low.add(new Scalar(sorted.size(1)));
    Tensor zero = torch.zeros_like(cap);
    for (long width = sorted.size(1); width > 0; width /= 2) {
      Tensor middle = low.add(high).add(one).__rshift__(one);
      Tensor entry = sorted.gather(1, middle.sub(one).clamp_min(new Scalar(0L)));
      Tensor held = sorted.sub(entry).add(offset).maximum(zero).minimum(cap);
      Tensor isFit = fits.apply(held.sum(1).unsqueeze(1));
      low = torch.where(isFit, middle, low);
      high = torch.where(isFit, high, middle.sub(one));
    }
    return low;
  }

  /** Which entries of x are among the {@code count} largest; equal ones are or are not together. */
  private static Tensor isAmong(Tensor x, Tensor sorted, Tensor count) {
    Tensor last = sorted.gather(1, count.sub(new Scalar(1L)).clamp_min(new Scalar(0L)));
    return x.detach().ge(last).logical_and(count.gt(new Scalar(0L)));
  }

  private static void requireNotEmpty(Tensor cap, Tensor sum, long entries, double slack) {
    Tensor room = cap.mul(new Scalar(entries + slack)).sub(sum);
    if (room.numel() > 0 && !(room.min().item_double() >= 0)) {
      throw new IllegalArgumentException(
          "sum must be at most cap times the "
              + entries
              + " entries, got an empty set: "
              + sum.max().item_double()
              + " > "
              + entries
              + " * "
              + cap.min().item_double());
    }
  }

  private static Tensor column(Tensor parameter, String name, Tensor x) {
    return Members.like(Members.over(name, parameter, Members.flat(x)), x).expand(x.size(0), 1);
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
