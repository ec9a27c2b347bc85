package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;

/**
 * Averages over blocks of entries: the linear map that is left of a projection or proximal map once
 * it is known which entries it makes equal, and so its exact derivative as well.
 */
final class BlockMeans {
  private BlockMeans() {}

  /**
   * x with every entry replaced by the average of its block; {@code block} numbers the blocks 0, 1,
   * ... for the entries of x row by row. Differentiable in x; sums are taken in float64.
   */
  static Tensor of(Tensor x, long[] block) {
    if (block.length == 0) {
      return x.clone();
    }
    long count = 0;
    for (long b : block) {
      count = Math.max(count, b + 1);
    }
    Tensor index = TensorData.of(block, block.length).to(x.device(), ScalarType.Long);
    Tensor entries = x.reshape(-1).to(ScalarType.Double);
    Tensor none = entries.new_zeros(count);
    Tensor sizes = none.index_add(0, index, torch.ones_like(entries));
    Tensor means = none.index_add(0, index, entries).div(sizes);
    return means.index_select(0, index).to(x.scalar_type()).view(x.shape());
  }
}
