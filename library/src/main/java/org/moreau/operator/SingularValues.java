package org.moreau.operator;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.CustomGradient;

/**
 * X = U diag(s) Vᵀ of every member of x [batch, m, n], and matrices with the same singular vectors.
 *
 * <p>Their derivatives are written with divided differences, since that of the singular vectors is
 * infinite at equal and at zero singular values. With B = Uᵀ C V for a cotangent C, they map C to U
 * (Γ⁻ ∘ (B + Bᵀ)/2 + Γ⁺ ∘ (B − Bᵀ)/2) Vᵀ with Γ∓_ij = f[s_i, ±s_j], f the function of the singular
 * values continued as an odd one; directions outside of U or V have f[s_i, 0].
 *
 * <p>Source: Candès, Sing-Long and Trzasko, Unbiased Risk Estimates for Singular Value Thresholding
 * and Spectral Estimators (2013).
 */
final class SingularValues {
  private final Tensor x;
  private final Tensor u; // [batch, m, k], k = min(m, n)
  private final Tensor s; // [batch, k], falling
  private final Tensor v; // [batch, n, k]

  private SingularValues(Tensor x, Tensor u, Tensor s, Tensor v) {
    this.x = x;
    this.u = u;
    this.s = s;
    this.v = v;
  }

  static SingularValues of(Tensor x) {
    if (x.dim() != 3) {
      throw new IllegalArgumentException(
          "x must have the shape [batch, m, n], got " + Arrays.toString(x.shape()));
    }
    var parts = torch.linalg_svd(x.detach(), false, new StringViewOptional());
    return new SingularValues(x, parts.get0(), parts.get1(), parts.get2().mT());
  }

  /** s [batch, k], falling; without a graph. */
  Tensor values() {
    return s;
  }

  /** s [batch, k] in the graph of x; at equal values in the basis that was found. */
  Tensor inGraph() {
    return CustomGradient.attach(
        s.clone(), List.of(x), c -> List.of(u.mul(c.unsqueeze(1)).matmul(v.mT())));
  }

  /**
   * U diag(images) Vᵀ, in the graph of x and of the images, where these are a function f of the
   * values {@link #inGraph}; {@code f} are its divided differences.
   */
  Tensor map(Tensor images, DividedDifference f) {
    Tensor value = u.mul(images.detach().unsqueeze(1)).matmul(v.mT());
    return CustomGradient.attach(
        value,
        List.of(x, images),
        c -> {
          Tensor core = u.mT().matmul(c).matmul(v);
          return List.of(rotation(c, core, f), torch.diagonal(core, 0, 1, 2).contiguous());
        });
  }

  /** The part of the derivative at fixed singular values. */
  private Tensor rotation(Tensor c, Tensor core, DividedDifference f) {
    Tensor a = s.unsqueeze(2);
    Tensor b = s.unsqueeze(1);
    Scalar half = new Scalar(0.5);
    Tensor even = core.add(core.mT()).mul(half);
    Tensor odd = core.sub(core.mT()).mul(half);
    Tensor inner = even.mul(f.of(a, b)).add(odd.mul(f.of(a, b.neg())));
    inner.diagonal(0, 1, 2).zero_();
    Tensor gradient = u.matmul(inner).matmul(v.mT());
    Tensor slope = f.of(a, torch.zeros_like(a)).mT(); // [batch, 1, k]
    if (x.size(1) > x.size(2)) {
      Tensor outside = c.matmul(v).sub(u.matmul(core));
      return gradient.add(outside.mul(slope).matmul(v.mT()));
    }
    if (x.size(1) < x.size(2)) {
      Tensor outside = u.mT().matmul(c).sub(core.matmul(v.mT()));
      return gradient.add(u.mul(slope).matmul(outside));
    }
    return gradient;
  }

  /** θ [batch, 1, 1] of images max(s − θ, 0), not all of them zero unless s is. */
  static Tensor lost(Tensor s, Tensor images) {
    return s.sub(images).detach().narrow(1, 0, Math.min(1, s.size(1))).unsqueeze(2);
  }

  /** V diag(1/s) Uᵀ, for s > 0; without a graph. */
  Tensor pseudoInverse() {
    return v.div(s.unsqueeze(1)).matmul(u.mT());
  }
}
