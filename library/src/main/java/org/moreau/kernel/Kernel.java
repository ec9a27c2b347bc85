package org.moreau.kernel;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A positive semidefinite function k(x, y), the inner product of the functions k(x, ·) and k(y, ·),
 * with what representers of derivatives need. Points are the rows of x [n, d] and y [m, d].
 */
public interface Kernel {
  /** k(x_i, y_j), [n, m]. */
  Tensor matrix(Tensor x, Tensor y);

  /** k(x_i, x_i), [n]. */
  Tensor diagonal(Tensor x);

  /** The derivative of k(x_i + t u_i, y_j) in t at 0, [n, m], for directions u [n, d]. */
  Tensor derivative(Tensor x, Tensor u, Tensor y);

  /**
   * The derivative of k(x_i + t u_i, y_j + s v_j) in t and s at 0, [n, m], for directions u [n, d]
   * and v [m, d].
   */
  Tensor mixedDerivative(Tensor x, Tensor u, Tensor y, Tensor v);

  /** |k(x_i, ·) − k(y_j, ·)|² = k(x_i, x_i) + k(y_j, y_j) − 2 k(x_i, y_j), [n, m]. */
  default Tensor squaredDistance(Tensor x, Tensor y) {
    Tensor norms = diagonal(x).unsqueeze(1).add(diagonal(y).unsqueeze(0));
    // Rounding may take the distance of equal points below zero.
    return norms.sub(matrix(x, y).mul(new Scalar(2))).clamp_min(new Scalar(0));
  }
}
