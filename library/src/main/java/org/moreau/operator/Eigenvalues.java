package org.moreau.operator;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.CustomGradient;

/**
 * (X + Xᵀ)/2 = V diag(λ) Vᵀ of every member of x [batch, n, n], and matrices with the same
 * eigenvectors.
 *
 * <p>Their derivatives are written with divided differences, as {@link SingularValues} explains: a
 * cotangent C is mapped to V (Γ ∘ Vᵀ (C + Cᵀ)/2 V) Vᵀ with Γ_ij = f[λ_i, λ_j].
 *
 * <p>Source: Higham, Functions of Matrices (2008), theorem 3.11.
 */
final class Eigenvalues {
  private final Tensor x;
  private final Tensor values; // [batch, n], rising
  private final Tensor vectors; // [batch, n, n]

  private Eigenvalues(Tensor x, Tensor values, Tensor vectors) {
    this.x = x;
    this.values = values;
    this.vectors = vectors;
  }

  static Eigenvalues of(Tensor x) {
    Check.shape("x", x, -1, x.size(-1), -1);
    var parts = torch.linalg_eigh(symmetric(x.detach()));
    return new Eigenvalues(x, parts.get0(), parts.get1());
  }

  /** Which members of x [batch, n, n] are symmetric up to rounding, as [batch]. */
  static Tensor areSymmetric(Tensor x) {
    Tensor gap = Members.norm(x.sub(x.mT()));
    return gap.le(Members.norm(x).mul(new Scalar(Members.slack(x))));
  }

  /** λ [batch, n], rising; without a graph. */
  Tensor values() {
    return values;
  }

  /** V [batch, n, n]; without a graph. */
  Tensor vectors() {
    return vectors;
  }

  /** λ [batch, n] in the graph of x; at equal values in the basis that was found. */
  Tensor inGraph() {
    return CustomGradient.attach(
        values.clone(), List.of(x), c -> List.of(composed(torch.diag_embed(c))));
  }

  /**
   * V diag(images) Vᵀ, in the graph of x and of the images, where these are a function f of the
   * values {@link #inGraph}; {@code f} are its divided differences.
   */
  Tensor map(Tensor images, DividedDifference f) {
    Tensor value = composed(torch.diag_embed(images.detach()));
    return CustomGradient.attach(
        value,
        List.of(x, images),
        c -> {
          Tensor core = vectors.mT().matmul(symmetric(c)).matmul(vectors);
          Tensor inner = core.mul(f.of(values.unsqueeze(2), values.unsqueeze(1)));
          inner.diagonal(0, 1, 2).zero_();
          return List.of(composed(inner), torch.diagonal(core, 0, 1, 2).contiguous());
        });
  }

  private Tensor composed(Tensor core) {
    return symmetric(vectors.matmul(core).matmul(vectors.mT()));
  }

  private static Tensor symmetric(Tensor x) {
    return x.add(x.mT()).mul(new Scalar(0.5));
  }
}
