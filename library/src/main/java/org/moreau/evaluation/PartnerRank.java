package org.moreau.evaluation;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * How well vectors find their partners: row i of one matrix and row i of the other belong together,
 * and each is ranked among all rows by its cosine with the row that looks for it; those that are as
 * near count half. Both directions are averaged.
 *
 * @param meanReciprocal the mean of 1/rank, in (0, 1]
 * @param first the share of rows whose partner has rank 1
 */
public record PartnerRank(double meanReciprocal, double first) {
  private static final int ROWS = 500;

  /**
   * Of {@code x} and {@code y} [n, d]; takes n² d steps and memory for 500 n numbers.
   *
   * @throws IllegalArgumentException if they have not the same shape, no row, or are not finite
   */
  public static PartnerRank of(Tensor x, Tensor y) {
    Check.shape("x", x, -1, -1);
    Check.shape("y", y, x.size(0), x.size(1));
    Check.positive("the number of rows", (int) x.size(0));
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor a = unit("x", x);
      Tensor b = unit("y", y);
      double[] sums = new double[2];
      add(a, b, sums);
      add(b, a, sums);
      double looks = 2.0 * x.size(0);
      return new PartnerRank(sums[0] / looks, sums[1] / looks);
    }
  }

  private static Tensor unit(String name, Tensor rows) {
    Tensor wide = rows.to(ScalarType.Double);
    if (!wide.isfinite().all().item_bool()) {
      throw new IllegalArgumentException(name + " must be finite");
    }
    Tensor norm =
        wide.square()
            .sum(new long[] {1}, true, new org.bytedeco.pytorch.ScalarTypeOptional())
            .sqrt();
    return wide.div(norm.clamp_min(new Scalar(Double.MIN_NORMAL)));
  }

  private static void add(Tensor from, Tensor to, double[] sums) {
    long n = from.size(0);
    for (long start = 0; start < n; start += ROWS) {
      try (TensorScope scope = new TensorScope()) {
        long rows = Math.min(ROWS, n - start);
        Tensor cosines = from.narrow(0, start, rows).mm(to.t());
        Tensor own = cosines.narrow(1, start, rows).diagonal().unsqueeze(1);
        Tensor nearer = cosines.gt(own).sum(1L).to(ScalarType.Double);
        Tensor asNear = cosines.eq(own).sum(1L).to(ScalarType.Double);
        Tensor rank = nearer.add(asNear.add(new Scalar(1.0)).div(new Scalar(2.0)));
        for (double one : TensorData.doubles(rank)) {
          sums[0] += 1 / one;
          sums[1] += one == 1 ? 1 : 0;
        }
      }
    }
  }
}
