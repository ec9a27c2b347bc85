package org.moreau.kernel;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorScope;

/**
 * The inner products of k(x, ·) and k(y, ·) after a map that favours functions with small ⟨z_i, f⟩:
 * k(x, y) − z(x)' M z(y) with z(x)_i = ⟨z_i, k(x, ·)⟩ and K = ⟨z_i, z_j⟩.
 *
 * <p>Exact, without landmarks. Another λ than 1: {@code representers.weighted(1 / lambda)}.
 *
 * <p>Cost: O(r³) once, then r evaluations and O(r²) for every point. Computed in float64.
 *
 * <p>Source: ProxNet, section 3; Ma, Ganapathiraman and Zhang, Learning Invariant Representations
 * with Kernel Warping (2019), section 3.
 */
public final class WarpedKernel implements Kernel {
  private final Kernel kernel;
  private final Representers representers;
  private final Tensor root;

  private WarpedKernel(Kernel kernel, Representers representers, boolean twice) {
    this.kernel = kernel;
    this.representers = representers;
    try (NoGradGuard guard = new NoGradGuard()) {
      // Eigenvalues that are 0 belong to zero functions; rounding may make them negative.
      Spectrum spectrum = Spectrum.of(representers.gram(kernel), 0);
      Tensor k = spectrum.values();
      Tensor kept = k.add(new Scalar(1)).reciprocal();
      Tensor middle = twice ? k.add(new Scalar(2)).mul(kept).mul(kept) : kept;
      root = TensorScope.own(spectrum.vectors().mul(middle.sqrt()));
    }
  }

  /**
   * Kernel warping, the map (I + Z Z')^(−1/2): M = (I + K)⁻¹. Its inner product of functions is ⟨f,
   * g⟩ + Σ ⟨z_i, f⟩⟨z_i, g⟩.
   */
  public static WarpedKernel warping(Kernel kernel, Representers representers) {
    return new WarpedKernel(kernel, representers, false);
  }

  /**
   * The proximal map (I + Z Z')⁻¹ of ½ Σ ⟨z_i, f⟩² at step 1: M = (I + K)⁻¹ (2 I + K) (I + K)⁻¹.
   */
  public static WarpedKernel proximal(Kernel kernel, Representers representers) {
    return new WarpedKernel(kernel, representers, true);
  }

  @Override
  public Tensor matrix(Tensor x, Tensor y) {
    Tensor a = Points.exact("x", x);
    Tensor b = Points.exact("y", y);
    return kernel.matrix(a, b).sub(features(a).mm(features(b).t())).to(x.scalar_type());
  }

  @Override
  public Tensor diagonal(Tensor x) {
    Tensor a = Points.exact("x", x);
    return kernel.diagonal(a).sub(features(a).square().sum(1)).to(x.scalar_type());
  }

  @Override
  public Tensor derivative(Tensor x, Tensor u, Tensor y) {
    Tensor a = Points.exact("x", x);
    Tensor b = Points.exact("y", y);
    Tensor along = u.to(ScalarType.Double);
    return kernel
        .derivative(a, along, b)
        .sub(featureDerivatives(a, along).mm(features(b).t()))
        .to(x.scalar_type());
  }

  @Override
  public Tensor mixedDerivative(Tensor x, Tensor u, Tensor y, Tensor v) {
    Tensor a = Points.exact("x", x);
    Tensor b = Points.exact("y", y);
    Tensor alongA = u.to(ScalarType.Double);
    Tensor alongB = v.to(ScalarType.Double);
    return kernel
        .mixedDerivative(a, alongA, b, alongB)
        .sub(featureDerivatives(a, alongA).mm(featureDerivatives(b, alongB).t()))
        .to(x.scalar_type());
  }

  /** M^(1/2) z(x_i) as rows. */
  private Tensor features(Tensor x) {
    return representers.at(kernel, x).t().mm(root);
  }

  private Tensor featureDerivatives(Tensor x, Tensor u) {
    return representers.derivativeAt(kernel, x, u).t().mm(root);
  }
}
