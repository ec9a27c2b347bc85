package org.moreau.multiview;

import java.util.List;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;

/**
 * φ at one Gram matrix S = c ZᵀZ, in coordinates in which its derivatives are simple: with Λ the
 * block-diagonal matrix of the whitenings, −2 ∂φ/∂S = Λ N Λᵀ, and where S moves by dS with E = Λᵀ
 * dS Λ, −2 d(∂φ/∂S) = Λ H Λᵀ. Its memory is used anew for each Gram matrix.
 */
abstract class CorrelationPoint {
  private static final double SMALLEST_PIVOT = 1e-12; // of the variance it belongs to

  final int[] offsets; // of the views among the joined features, and their end
  final int features;
  final double scale; // c

  CorrelationPoint(List<Integer> sizes, double scale) {
    offsets = new int[sizes.size() + 1];
    for (int j = 0; j < sizes.size(); j++) {
      offsets[j + 1] = offsets[j] + sizes.get(j);
    }
    features = offsets[sizes.size()];
    this.scale = scale;
  }

  /** Goes to the Gram matrix ZᵀZ, [features, features] row by row. */
  abstract void move(double[] gram);

  /**
   * Decides how many of the leading correlations count, at the Gram matrix where a solve starts.
   *
   * @throws IllegalArgumentException if more are asked for than there are
   */
  abstract int decide();

  /** Lets {@code count} of the leading correlations count. */
  abstract void keep(int count);

  /** φ. */
  abstract double value();

  /** All correlations, descending, whether they count or not. */
  abstract double[] spectrum();

  /** The whitening of view {@code j}. */
  abstract DenseMatrix whitening(int j);

  /** result += u N for u [rows, features] row by row. */
  abstract void addSlope(double[] u, int rows, double[] result);

  /** From E to H, both symmetric, [features, features] row by row. */
  abstract void curvature(double[] e, double[] h);

  /**
   * Throws if φ is not differentiable here.
   *
   * @throws ArithmeticException saying why
   */
  abstract void requireSmooth();

  /** c Λ N Λᵀ = −2 c ∂φ/∂S, [features, features] row by row. */
  final double[] slope(MatrixSpace space) {
    return slope(
        new ViewColumns(space.matrix(features, features), this),
        new ViewColumns(space.matrix(features, features), this));
  }

  /** The same in memory that is given. */
  final double[] slope(ViewColumns one, ViewColumns other) {
    double[] identity = identity(features);
    double[] n = new double[identity.length];
    addSlope(identity, features, n);
    one.whole.put(n);
    other.whitenTransposed(1, one, this);
    // Its transpose the other way, as N is symmetric.
    one.whole.put(transposed(other.whole.values()));
    other.whitenTransposed(scale, one, this);
    return other.whole.values();
  }

  /** The identity, row by row. */
  static double[] identity(int size) {
    double[] values = new double[size * size];
    for (int i = 0; i < values.length; i += size + 1) {
      values[i] = 1;
    }
    return values;
  }

  private double[] transposed(double[] square) {
    double[] result = new double[square.length];
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        result[j * features + i] = square[i * features + j];
      }
    }
    return result;
  }

  /**
   * The covariance of view {@code j} with the ridge, as its upper Cholesky factor.
   *
   * @throws ArithmeticException if it is singular to rounding
   */
  final void factor(double[] gram, int j, double ridge, double[] buffer, DenseMatrix triangle) {
    int d = offsets[j + 1] - offsets[j];
    copy(gram, j, j, buffer);
    for (int i = 0; i < d; i++) {
      buffer[i * d + i] += ridge;
    }
    triangle.put(buffer);
    double[] diagonal = new double[d];
    for (int i = 0; i < d; i++) {
      diagonal[i] = buffer[i * d + i];
    }
    boolean isAccurate = triangle.cholesky();
    triangle.get(buffer);
    for (int i = 0; i < d; i++) {
      double pivot = buffer[i * d + i];
      isAccurate &= pivot * pivot > SMALLEST_PIVOT * diagonal[i];
    }
    if (!isAccurate) {
      throw new ArithmeticException(
          "the covariance of view "
              + (j + 1)
              + " with ridge "
              + ridge
              + " is not positive definite to rounding; take a larger ridge or smaller features");
    }
  }

  /** Copies the block of views i and j of c times {@code gram}. */
  final void copy(double[] gram, int i, int j, double[] block) {
    int rows = offsets[i + 1] - offsets[i];
    int columns = offsets[j + 1] - offsets[j];
    for (int a = 0; a < rows; a++) {
      int from = (offsets[i] + a) * features + offsets[j];
      for (int b = 0; b < columns; b++) {
        block[a * columns + b] = scale * gram[from + b];
      }
    }
  }
}
