package org.moreau.kernel;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * k(x, y) = exp(−|x − y|² / (2 bandwidth²)).
 *
 * <p>Cost: O(n m d), one temporary of size n m.
 *
 * <p>Source: Schölkopf and Smola, Learning with Kernels (2002), section 2.3.
 */
public record Gaussian(double bandwidth) implements Kernel {
  public Gaussian {
    Check.positive("bandwidth", bandwidth);
  }

  @Override
  public Tensor matrix(Tensor x, Tensor y) {
    Points.check(x, y);
    // Around the mean of y, so that a common offset does not cost digits.
    Tensor centre = y.size(0) == 0 ? y.sum(0) : y.detach().mean(0);
    Tensor a = x.sub(centre);
    Tensor b = y.sub(centre);
    Tensor squares = a.square().sum(1).unsqueeze(1).add(b.square().sum(1).unsqueeze(0));
    Tensor distances = squares.sub(a.mm(b.t()).mul(new Scalar(2))).clamp_min(new Scalar(0));
    return distances.mul(new Scalar(-0.5 * precision())).exp();
  }

  @Override
  public Tensor diagonal(Tensor x) {
    return x.new_ones(x.size(0));
  }

  @Override
  public Tensor derivative(Tensor x, Tensor u, Tensor y) {
    return matrix(x, y).mul(along(x, u, y)).mul(new Scalar(-precision()));
  }

  @Override
  public Tensor mixedDerivative(Tensor x, Tensor u, Tensor y, Tensor v) {
    Tensor both = along(x, u, y).mul(along(y, v, x).t()).mul(new Scalar(precision()));
    return matrix(x, y).mul(both.add(u.mm(v.t()))).mul(new Scalar(precision()));
  }

  /** ⟨u_i, x_i − y_j⟩, [n, m]. */
  private static Tensor along(Tensor x, Tensor u, Tensor y) {
    return u.mul(x).sum(1).unsqueeze(1).sub(u.mm(y.t()));
  }

  private double precision() {
    return 1 / (bandwidth * bandwidth);
  }
}
