package org.moreau.proxprop;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Solves (G + βI) x = b for Gram matrices G [groups, n, n] and b [groups, n, m] by Cholesky. Where
 * rounding has left a matrix without a factor, its negative eigenvalues are taken as 0. What is not
 * finite gives NaN, as libtorch's gradients do.
 */
final class Ridge {
  private Ridge() {}

  /** x in the type of b; G is float64, and changed. */
  static Tensor solve(Tensor gram, double beta, Tensor b) {
    Tensor diagonal = gram.diagonal(0, 1, 2);
    if (!diagonal.sum().isfinite().item_bool()) {
      return torch.full_like(b, new Scalar(Double.NaN));
    }
    diagonal.add_(new Scalar(beta));
    T_TensorTensor_T factor = torch.linalg_cholesky_ex(gram);
    boolean single = b.scalar_type().value == ScalarType.Float.value;
    if (factor.get1().eq(new Scalar(0)).all().item_bool()) {
      // A product with the rounded inverse is faster than two triangular solves, and as accurate.
      return single
          ? torch.cholesky_inverse(factor.get0()).to(ScalarType.Float).bmm(b)
          : torch.cholesky_solve(b, factor.get0());
    }
    diagonal.sub_(new Scalar(beta));
    T_TensorTensor_T spectrum = torch.linalg_eigh(gram);
    Tensor values = spectrum.get0().clamp_min(new Scalar(0.0)).add_(new Scalar(beta));
    Tensor vectors = spectrum.get1();
    Tensor right = vectors.transpose(1, 2).bmm(b.to(ScalarType.Double));
    return vectors.bmm(right.div_(values.unsqueeze(2))).to(b.scalar_type());
  }
}
