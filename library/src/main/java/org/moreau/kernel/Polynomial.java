package org.moreau.kernel;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * k(x, y) = (⟨x, y⟩ + offset)^degree, whose functions are the polynomials up to the degree (offset
 * > 0), or of exactly the degree (offset = 0).
 *
 * <p>Cost: O(n m d), one temporary of size n m.
 *
 * <p>Source: Schölkopf and Smola, Learning with Kernels (2002), section 2.3.
 */
public record Polynomial(int degree, double offset) implements Kernel {
  public Polynomial {
    Check.positive("degree", degree);
    Check.nonNegative("offset", offset);
  }

  @Override
  public Tensor matrix(Tensor x, Tensor y) {
    Points.check(x, y);
    return power(x.mm(y.t()), degree);
  }

  @Override
  public Tensor diagonal(Tensor x) {
    return power(x.square().sum(1), degree);
  }

  @Override
  public Tensor derivative(Tensor x, Tensor u, Tensor y) {
    Points.check(x, y);
    return power(x.mm(y.t()), degree - 1).mul(u.mm(y.t())).mul(new Scalar(degree));
  }

  @Override
  public Tensor mixedDerivative(Tensor x, Tensor u, Tensor y, Tensor v) {
    Points.check(x, y);
    Tensor product = x.mm(y.t());
    Tensor first = power(product, degree - 1).mul(u.mm(v.t())).mul(new Scalar(degree));
    if (degree == 1) {
      return first;
    }
    Tensor second = power(product, degree - 2).mul(u.mm(y.t())).mul(x.mm(v.t()));
    return first.add(second.mul(new Scalar(degree * (degree - 1.0))));
  }

  private Tensor power(Tensor product, int exponent) {
    return product.add(new Scalar(offset)).pow(new Scalar(exponent));
  }
}
