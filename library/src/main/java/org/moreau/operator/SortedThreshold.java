package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The water level of projections onto simplices and balls. */
final class SortedThreshold {
  private SortedThreshold() {}

  /**
   * values − θ, in float64, for the θ of every row of values [batch, n], n ≥ 1, with Σ_i
   * max(values_i − θ, 0) = total, for a total > 0, [] or [batch]. Differentiable in both; cost O(n
   * log n).
   */
  static Tensor above(Tensor values, Tensor total) {
    Tensor exact = values.to(ScalarType.Double);
    // A constant added to a row changes nothing, and a large one would cost digits: values above θ
    // differ from the largest by no more than the total.
    Tensor centred = exact.sub(exact.detach().amax(new long[] {1}, true));
    return centred.sub(level(centred, Members.like(total, centred)).unsqueeze(1));
  }

  private static Tensor level(Tensor values, Tensor total) {
    Tensor sorted = values.sort(1, true).get0();
    Tensor excess = sorted.cumsum(1).sub(total.dim() == 0 ? total : total.unsqueeze(1));
    Tensor count = torch.arange(new Scalar(1L), new Scalar(values.size(1) + 1), values.options());
    // Those above the level come first; the first one always is, as total > 0.
    Tensor above =
        sorted.mul(count).gt(excess).to(ScalarType.Long).sum(1).clamp_min(new Scalar(1L));
    Tensor last = above.sub(new Scalar(1L)).unsqueeze(1);
    return excess.gather(1, last).squeeze(1).div(above);
  }
}
