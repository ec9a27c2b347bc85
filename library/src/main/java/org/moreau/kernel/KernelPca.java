package org.moreau.kernel;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * The directions in which n functions, known by their inner products, vary most around their mean,
 * and the coordinates of functions along them. The entry with the largest coordinate is positive in
 * each.
 *
 * <p>Cost: O(n³) once, then O(n) for every coordinate. Computed in float64.
 *
 * <p>Source: Schölkopf, Smola and Müller, Nonlinear Component Analysis as a Kernel Eigenvalue
 * Problem (1998), section 3 and appendix A.
 */
public final class KernelPca {
  private final Tensor means;
  private final Tensor mean;
  private final Tensor coefficients;
  private final Tensor variances;

  private KernelPca(Tensor gram, Spectrum spectrum, int components) {
    means = TensorScope.own(gram.mean(0));
    mean = TensorScope.own(gram.mean());
    Tensor values = spectrum.values().narrow(0, 0, components);
    Tensor vectors = spectrum.vectors().narrow(1, 0, components);
    Tensor peak = vectors.gather(0, vectors.abs().argmax(new LongOptional(0), true)).sign();
    coefficients = TensorScope.own(vectors.mul(peak).mul(values.rsqrt()));
    variances = TensorScope.own(values.div(new Scalar(gram.size(0))));
  }

  /**
   * The first {@code components} directions of the functions with the inner products {@code gram}
   * [n, n].
   *
   * @throws IllegalArgumentException if the functions vary in fewer directions
   */
  public static KernelPca of(Tensor gram, int components) {
    Check.positive("components", components);
    Tensor exact = Points.exact("gram", gram);
    Check.shape("gram", exact, exact.size(0), exact.size(0));
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor rows = exact.sub(exact.mean(0));
      Tensor centred = rows.sub(rows.mean(new long[] {1}, true, null));
      Spectrum spectrum = Spectrum.of(centred, Spectrum.CUT);
      if (spectrum.rank() < components) {
        throw new IllegalArgumentException(
            "components must be at most the rank "
                + spectrum.rank()
                + " of the centred inner products, got "
                + components);
      }
      return new KernelPca(exact, spectrum, components);
    }
  }

  /** The mean square of the coordinates along each direction, [components]. */
  public Tensor variances() {
    return variances;
  }

  /**
   * The coordinates [m, components] of functions with the inner products {@code cross} [m, n] with
   * the n first ones; {@code gram} itself gives those of the first ones.
   */
  public Tensor project(Tensor cross) {
    Check.shape("cross", cross, -1, means.size(0));
    Tensor exact = Points.exact("cross", cross);
    Tensor rows = exact.mean(new long[] {1}, true, null);
    return exact.sub(rows).sub(means).add(mean).mm(coefficients).to(cross.scalar_type());
  }
}
