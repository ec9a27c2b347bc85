package org.moreau.proxprop;

import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Solves (G + βI) x = b for Gram matrices G [groups, n, n] and b [groups, n, m] by Cholesky.
 *
 * <p>In float32 the smallest eigenvalue, β or more, is lost in rounding once trace(G) is some
 * millions times β; from a share of that on, G is computed and factorised in float64. Where even
 * that finds no factor, negative eigenvalues, which only rounding can make, are taken as 0.
 */
final class Ridge {
  private static final double LOST = 0.02;

  private Ridge() {}

  /** {@code gram} computes G in the type that it is given. */
  static Tensor solve(Function<ScalarType, Tensor> gram, double beta, Tensor b) {
    ScalarType type = b.scalar_type();
    if (type.value == ScalarType.Float.value) {
      Tensor matrix = gram.apply(type);
      double trace = matrix.diagonal(0, 1, 2).sum(1).max().item_double();
      if (!Double.isFinite(trace)) {
        return torch.full_like(b, new Scalar(Double.NaN));
      }
      if (trace * 0x1p-24 <= LOST * beta) {
        T_TensorTensor_T factor = factor(matrix, beta);
        if (succeeded(factor)) {
          return torch.cholesky_solve(b, factor.get0());
        }
      }
    }
    return inDouble(gram.apply(ScalarType.Double), beta, b.to(ScalarType.Double)).to(type);
  }

  private static Tensor inDouble(Tensor gram, double beta, Tensor b) {
    if (!gram.isfinite().all().item_bool()) {
      return torch.full_like(b, new Scalar(Double.NaN));
    }
    T_TensorTensor_T factor = factor(gram, beta);
    if (succeeded(factor)) {
      return torch.cholesky_solve(b, factor.get0());
    }
    gram.diagonal(0, 1, 2).sub_(new Scalar(beta));
    T_TensorTensor_T spectrum = torch.linalg_eigh(gram);
    Tensor values = spectrum.get0().clamp_min(new Scalar(0.0)).add_(new Scalar(beta));
    Tensor vectors = spectrum.get1();
    return vectors.bmm(vectors.transpose(1, 2).bmm(b).div_(values.unsqueeze(2)));
  }

  private static T_TensorTensor_T factor(Tensor gram, double beta) {
    gram.diagonal(0, 1, 2).add_(new Scalar(beta));
    return torch.linalg_cholesky_ex(gram);
  }

  private static boolean succeeded(T_TensorTensor_T factor) {
    return factor.get1().eq(new Scalar(0)).all().item_bool();
  }
}
