package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The water level of projections onto simplices and balls. */
final class SortedThreshold {
  private SortedThreshold() {}

  /**
   * θ [batch] with Σ_i max(values_i − θ, 0) = total in every row of values [batch, n], n ≥ 1, for a
   * total > 0. Differentiable in both; cost O(n log n).
   */
  static Tensor of(Tensor values, Tensor total) {
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
