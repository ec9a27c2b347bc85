package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorData;

/**
 * The set x_1 ≤ x_2 ≤ ... ≤ x_n along the last dimension, for each of the other entries.
 *
 * <p>prox: the projection, isotonic regression: averages over blocks, found by pooling adjacent
 * violators on the host in float64. Cost: O(n), one copy to the host.
 *
 * <p>Derivative: averages over the blocks; equal neighbours that need no pooling are two blocks.
 *
 * <p>Source: Best and Chakravarti, Active Set Algorithms for Isotonic Regression (1990).
 */
public record IsotonicCone() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor rows = Members.rows(Members.checked(x));
    long n = rows.size(-1);
    if (n == 0) {
      return x.new_zeros(x.size(0));
    }
    Tensor falls = rows.narrow(-1, 0, n - 1).sub(rows.narrow(-1, 1, n - 1)).relu();
    Tensor allowed = Members.sum(x.abs()).mul(new Scalar(Members.slack(x)));
    return Members.indicator(Members.sum(falls).le(allowed), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    return BlockMeans.of(
        x, blocks(TensorData.doubles(x), Math.toIntExact(Members.rows(x).size(-1))));
  }

  @Override
  public boolean isIndicator() {
    return true;
  }

  /** The number of the block that every entry is pooled into, in rows of {@code n} entries. */
  static long[] blocks(double[] x, int n) {
    long[] block = new long[x.length];
    double[] sums = new double[n];
    int[] sizes = new int[n];
    long done = 0;
    for (int row = 0; row < x.length; row += n) {
      int top = -1;
      for (int i = row; i < row + n; i++) {
        top++;
        sums[top] = x[i];
        sizes[top] = 1;
        while (top > 0 && sums[top - 1] / sizes[top - 1] > sums[top] / sizes[top]) {
          sums[top - 1] += sums[top];
          sizes[top - 1] += sizes[top];
          top--;
        }
      }
      int i = row;
      for (int b = 0; b <= top; b++) {
        Arrays.fill(block, i, i + sizes[b], done++);
        i += sizes[b];
      }
    }
    return block;
  }
}
