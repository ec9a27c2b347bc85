package org.moreau.proxprop;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
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

  /** (A'A + βI)⁻¹A'g for A [groups, rows, columns] and g [groups, rows, outputs], in float64. */
  static Tensor bySingularValues(Tensor a, double beta, Tensor g) {
    T_TensorTensorTensor_T parts = torch.linalg_svd(a, false, new StringViewOptional());
    Tensor s = parts.get1();
    double rounding = Math.max(a.size(1), a.size(2)) * 0x1p-52;
    Tensor least = s.amax(new long[] {1}, true).mul(new Scalar(rounding));
    Tensor kept = s.gt(least).to(ScalarType.Double);
    // 1 / (s + β/s) has no square that could leave the range.
    Tensor safe = s.masked_fill(s.le(least), new Scalar(1.0));
    Tensor factor = kept.div(safe.add(safe.reciprocal(), new Scalar(beta)));
    Tensor turned = parts.get0().transpose(1, 2).bmm(g).mul_(factor.unsqueeze(2));
    return parts.get2().transpose(1, 2).bmm(turned);
  }

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
