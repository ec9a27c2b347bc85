package org.moreau.multiview;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;

/**
 * A view without its mean as U diag(s) Vᵀ, cut where s is rounding. Not from the covariance, whose
 * eigenvalues lose what is below 1e-8 of the largest s.
 *
 * @param u [rows, rank]
 * @param s [rank], descending
 * @param vT [rank, features]
 */
record CentredView(Tensor mean, Tensor u, Tensor s, Tensor vT) {
  private static final double CUT = 0x1p-50; // times the longer side of the matrix
  private static final double FLOAT_CUT = 0x1p-20; // what was computed in float32 has its rounding

  /**
   * Decomposes {@code view} [rows, features].
   *
   * @throws IllegalArgumentException if it is not finite or has fewer than 2 rows
   */
  static CentredView of(String name, Tensor view) {
    ViewChecks.shape(name, view);
    ViewChecks.rows(view.size(0));
    ViewChecks.finite(name, view);
    Tensor x = view.detach().to(ScalarType.Double);
    Tensor mean = x.mean(0);
    Tensor centred = x.sub(mean);
    var svd = torch.linalg_svd(centred, false, null);
    double[] s = TensorData.doubles(svd.get1());
    // A constant column is not exactly 0 without its mean: rounding is relative to the entries.
    double largest = x.abs().max().item_double() * Math.sqrt((double) x.size(0));
    boolean isDouble = view.scalar_type() == ScalarType.Double;
    double cut = largest * (isDouble ? CUT * Math.max(x.size(0), x.size(1)) : FLOAT_CUT);
    int rank = 0;
    while (rank < s.length && s[rank] > cut) {
      rank++;
    }
    return new CentredView(
        mean,
        svd.get0().narrow(1, 0, rank),
        svd.get1().narrow(0, 0, rank),
        svd.get2().narrow(0, 0, rank));
  }

  int rank() {
    return (int) s.size(0);
  }

  /** Eigenvalues of the covariance with the ridge, [rank]. */
  Tensor variances(double ridge) {
    return s.square().div(new Scalar((double) (u.size(0) - 1))).add(new Scalar(ridge));
  }

  /** U diag(s/√(n − 1)/√variances), the whitened view over √(n − 1), [rows, rank]. */
  Tensor whitened(double ridge) {
    Tensor shrinkage = s.mul(variances(ridge).rsqrt()).div(new Scalar(Math.sqrt(u.size(0) - 1.0)));
    return u.mul(shrinkage);
  }

  /** The map with weights V {@code inner}, for {@code inner} [rank, components]. */
  ViewMap map(Tensor inner, double ridge) {
    double[] variances = TensorData.doubles(variances(ridge));
    int rank = rank();
    double condition = rank == 0 ? Double.POSITIVE_INFINITY : variances[0] / variances[rank - 1];
    return new ViewMap(mean, vT.t().mm(inner), rank, condition);
  }
}
