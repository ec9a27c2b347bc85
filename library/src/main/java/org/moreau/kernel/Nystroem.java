package org.moreau.kernel;

import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Functions f as vectors f~ = K_W^(−1/2) f_W, where f_W holds the values of f at l landmarks W and
 * K_W = k(W, W): ⟨f, g⟩ = ⟨f~, g~⟩ for all f and g in the span of k(w, ·), and nearly so for
 * others.
 *
 * <p>Where K_W is singular, its inverse root is that on its range: eigenvalues below a relative cut
 * count as 0.
 *
 * <p>Cost: O(l³) once, then O(n l (d + l)) for n points. Differentiable in the points.
 *
 * <p>Source: ProxNet, section 3; Williams and Seeger, Using the Nyström Method to Speed Up Kernel
 * Machines (2001).
 */
public final class Nystroem {
  private final Kernel kernel;
  private final Tensor landmarks;
  private final Tensor inverseRoot;
  private final int rank;

  private Nystroem(Kernel kernel, Tensor landmarks, Spectrum spectrum) {
    this.kernel = kernel;
    this.landmarks = landmarks;
    this.inverseRoot = TensorScope.own(spectrum.with(spectrum.values().rsqrt()));
    this.rank = spectrum.rank();
  }

  /** The embedding at {@code landmarks} [l, d], l ≥ 1, with a cut of 1e-12. */
  public static Nystroem of(Kernel kernel, Tensor landmarks) {
    return of(kernel, landmarks, Spectrum.CUT);
  }

  /** The embedding that treats eigenvalues of K_W below {@code cut} times the largest as 0. */
  public static Nystroem of(Kernel kernel, Tensor landmarks, double cut) {
    Check.inRange("cut", cut, 0, 1);
    Tensor w = TensorScope.own(Points.exact("landmarks", landmarks).detach());
    if (w.size(0) == 0) {
      throw new IllegalArgumentException("landmarks must be at least 1, got 0");
    }
    return new Nystroem(kernel, w, Spectrum.of(kernel.matrix(w, w), cut));
  }

  /** The number of eigenvalues above the cut: the dimension of what can be told apart. */
  public int rank() {
    return rank;
  }

  /** φ~(x_i), the vectors of k(x_i, ·) as rows [n, l], for points x [n, d]; in the type of x. */
  public Tensor embed(Tensor x) {
    Tensor exact = Points.exact("x", x);
    return kernel.matrix(exact, landmarks).mm(inverseRoot).to(x.scalar_type());
  }

  /** The vectors of functions z_i as rows Z~' [r, l], in float64. */
  public Tensor embed(Representers representers) {
    return representers.at(kernel, landmarks).mm(inverseRoot);
  }
}
