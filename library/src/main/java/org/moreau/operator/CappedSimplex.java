package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/**
 * The set 0 ≤ x_i ≤ cap, Σ x_i = sum, for a cap > 0 and a sum in [0, n·cap], each [] or [batch].
 *
 * <p>prox: the projection y_i = min(max(x_i − θ, 0), cap) with θ such that Σ y_i = sum; the linear
 * piece on which θ lies is found by sorting the 2n values at which an entry starts or stops to
 * move. Cost: O(n log n). Differentiable in x, cap and sum.
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
    Tensor allowed = total.abs().add(most).mul(new Scalar(Members.slack(x)));
    Tensor off = flat.sum(1).unsqueeze(1).sub(total).abs().add(outside.sum(1).unsqueeze(1));
    return Members.indicator(off.le(allowed).squeeze(1), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor flat = Members.flat(x);
    Tensor most = column(cap, "cap", x);
    Tensor total = column(sum, "sum", x);
    requireNotEmpty(most.detach(), total.detach(), flat.size(1));
    Tensor level = onPiece(flat.detach(), most.detach(), total.detach()).to(x.scalar_type());
    Tensor above = flat.sub(level);
    Tensor full = above.detach().ge(most.detach());
    Tensor free = above.detach().gt(new Scalar(0)).logical_and(full.logical_not());
    Tensor fullSum = most.mul(full.sum(1).unsqueeze(1));
    Tensor count = free.sum(1).unsqueeze(1);
    // On its piece θ is linear: with it, the free entries share what the full ones leave.
    Tensor excess = above.mul(free).sum(1).unsqueeze(1).add(fullSum).sub(total);
    Tensor correction = excess.mul(count.gt(new Scalar(0))).div(count.clamp_min(new Scalar(1)));
    Tensor zero = torch.zeros_like(above);
    Tensor moving = torch.where(free, above.sub(correction), zero);
    return torch.where(full, most, moving).view_as(x);
  }

  /** A level [batch, 1] within the linear piece of θ ↦ Σ min(max(x_i − θ, 0), cap) that holds θ. */
  private static Tensor onPiece(Tensor x, Tensor cap, Tensor sum) {
    Tensor values = x.to(ScalarType.Double);
    Tensor ends = torch.cat(new TensorVector(values, values.sub(cap)), 1);
    var sorted = ends.sort(1, true);
    Tensor levels = sorted.get0();
    long n = x.size(1);
    // Going down, an entry starts to grow at x_i and stops at x_i − cap.
    Tensor starts = sorted.get1().lt(new Scalar(n)).to(ScalarType.Double);
    Tensor slope = starts.mul(new Scalar(2)).sub(new Scalar(1)).cumsum(1);
    Tensor gaps = levels.narrow(1, 0, 2 * n - 1).sub(levels.narrow(1, 1, 2 * n - 1));
    Tensor reached = slope.narrow(1, 0, 2 * n - 1).mul(gaps).cumsum(1);
    Tensor piece = reached.lt(sum).sum(1).clamp_max(new Scalar(2 * n - 2)).unsqueeze(1);
    Tensor next = piece.add(new Scalar(1L));
    return levels.gather(1, piece).add(levels.gather(1, next)).mul(new Scalar(0.5));
  }

  private static void requireNotEmpty(Tensor cap, Tensor sum, long entries) {
    Tensor room =
        cap.mul(new Scalar(entries)).sub(sum).add(cap.mul(new Scalar(Members.slack(cap))));
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
