package org.moreau.kernel;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The eigenvalues of a positive semidefinite matrix [n, n] that stand out of the rounding, the
 * largest first, [k], and their vectors, [n, k].
 */
record Spectrum(Tensor values, Tensor vectors) {
  /** Relative to the largest eigenvalue; a Gram matrix has rounding of about n 1e-16. */
  static final double CUT = 1e-12;

  /** Keeps eigenvalues above {@code cut} times the largest. */
  static Spectrum of(Tensor matrix, double cut) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor symmetric = matrix.add(matrix.t()).mul(new Scalar(0.5));
      T_TensorTensor_T pair = torch.linalg_eigh(symmetric);
      Tensor ascending = pair.get0();
      long n = ascending.size(0);
      double largest = n == 0 ? 0 : ascending.max().item_double();
      long kept = largest > 0 ? ascending.gt(new Scalar(cut * largest)).sum().item_long() : 0;
      return new Spectrum(
          ascending.narrow(0, n - kept, kept).flip(0),
          pair.get1().narrow(1, n - kept, kept).flip(1));
    }
  }

  int rank() {
    return (int) values.size(0);
  }

  /** The symmetric matrix with the same vectors and the given eigenvalues [k]. */
  Tensor with(Tensor eigenvalues) {
    return vectors.mul(eigenvalues).mm(vectors.t());
  }
}
