package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorData;

/**
 * g(x) = Σ |x_{i+1} − x_i| along the last dimension, summed over the other dimensions of a member.
 *
 * <p>prox: the exact solution by the taut string, on the host in float64. It is constant on
 * segments: the average of x there, plus step (r − l) / length, where r and l are the signs of the
 * jumps at the segment's right and left, 0 at the ends of a row. Cost: O(n), one copy to the host.
 *
 * <p>Derivative: of these formulas at the segments that were found, in x and in the step.
 *
 * <p>Source: Davies and Kovac, Local Extremes, Runs, Strings and Multiresolution (2001).
 */
public record TotalVariation1d() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor rows = Members.rows(Members.checked(x));
    long n = rows.size(-1);
    return n < 2
        ? Members.sum(x.mul(new Scalar(0)))
        : Members.sum(rows.narrow(-1, 1, n - 1).sub(rows.narrow(-1, 0, n - 1)).abs());
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    int n = Math.toIntExact(Members.rows(x).size(-1));
    double[] values = TensorData.doubles(x);
    double[] steps = TensorData.doubles(t.expand_as(x));
    double[] slope = new double[values.length]; // of y in the step
    long[] segment = new long[values.length];
    byte[] jumps = new byte[values.length];
    double[] y = new double[values.length];
    TautString string = new TautString(n);
    long segments = 0;
    for (int row = 0; row < values.length; row += n) {
      string.pull(values, row, 1, steps[row], y, jumps);
      int left = 0;
      int start = row;
      for (int i = row; i < row + n; i++) {
        int right = i < row + n - 1 ? jumps[i] : 0;
        segment[i] = segments;
        if (right != 0 || i == row + n - 1) {
          Arrays.fill(slope, start, i + 1, (double) (right - left) / (i + 1 - start));
          left = right;
          start = i + 1;
          segments++;
        }
      }
    }
    Tensor slopes = Members.like(TensorData.of(slope, x.shape()), x);
    return BlockMeans.of(x, segment).add(slopes.mul(t));
  }
}
