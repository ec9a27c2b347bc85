package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Q = V diag(λ) Vᵀ, symmetric positive semidefinite and constant, factored once in float64: then (I
 * + step Q)⁻¹ costs two products for any step.
 */
final class SemidefiniteMatrix {
  private final Tensor vectors; // [n, n]
  private final Tensor values; // [n]

  private SemidefiniteMatrix(Tensor vectors, Tensor values) {
    this.vectors = vectors;
    this.values = values;
  }

  /** Q [n, n], copied; its factors have its type. */
  static SemidefiniteMatrix of(String name, Tensor q) {
    Members.finite(name, Check.shape(name, q, -1, q.size(0)));
    try (TensorScope scope = new TensorScope()) {
      Tensor precise = q.detach().to(ScalarType.Double);
      double rounding = q.element_size() == 8 ? 1e-12 : 1e-5;
      double size = precise.abs().max().item_double();
      double gap = precise.sub(precise.t()).abs().max().item_double();
      if (gap > rounding * size) {
        throw new IllegalArgumentException(
            name + " must be symmetric, got entries that differ by " + gap);
      }
      Eigenvalues eigen = Eigenvalues.of(precise.unsqueeze(0));
      double least = eigen.values().min().item_double();
      if (least < -rounding * q.size(0) * size) {
        throw new IllegalArgumentException(
            name + " must be positive semidefinite, got the eigenvalue " + least);
      }
      Tensor notNegative = eigen.values().squeeze(0).clamp_min(new Scalar(0));
      return new SemidefiniteMatrix(
          TensorScope.own(eigen.vectors().squeeze(0).to(q.scalar_type())),
          TensorScope.own(notNegative.to(q.scalar_type())));
    }
  }

  long size() {
    return values.size(0);
  }

  /** zᵀ Q z / 2 of the last dimension of z [..., n]. */
  Tensor halfSquare(Tensor z) {
    Tensor coordinates = z.matmul(Members.like(vectors, z));
    return coordinates.square().matmul(Members.like(values, z)).mul(new Scalar(0.5));
  }

  /** (I + step Q)⁻¹ z along the last dimension of z [..., n]; the step stretches over z. */
  Tensor shrink(Tensor z, Tensor step) {
    Tensor v = Members.like(vectors, z);
    Tensor scale = torch.add(step.mul(Members.like(values, z)), new Scalar(1));
    return z.matmul(v).div(scale).matmul(v.t());
  }
}
