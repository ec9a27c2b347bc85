package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * g(x) = Σ_rows max_j |x_row,j|: the L1 norm of the maximum norms of the rows, which are the
 * vectors along the last dimension of x [batch, ..., columns].
 *
 * <p>prox: that of {@link InfinityNorm} in every row; rows become zero as a whole. Cost: O(n log
 * columns).
 *
 * <p>Derivative where the absolute values of a row sum to the step: taken as 0.
 *
 * <p>Source: Quattoni, Carreras, Collins and Darrell, An efficient projection for l1,∞
 * regularization (2009), for the norm.
 */
public record L1InfinityNorm() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor sizes = rows(x).abs();
    return Members.sum(x.size(-1) == 0 ? sizes : sizes.amax(new long[] {-1}, false));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(rows(x), step);
    long[] perRow = x.shape();
    perRow[perRow.length - 1] = 1;
    Tensor radius = t.dim() == 0 ? t : t.expand(perRow).flatten();
    Tensor rows = x.reshape(count(perRow), x.size(-1));
    return rows.sub(L1Ball.project(rows, radius)).view_as(x);
  }

  private static long count(long[] perRow) {
    return Arrays.stream(perRow).reduce(1, (a, b) -> a * b);
  }

  private static Tensor rows(Tensor x) {
    if (Members.checked(x).dim() < 2) {
      throw new IllegalArgumentException(
          "x must have at least 2 dimensions, got " + Arrays.toString(x.shape()));
    }
    return x;
  }
}
