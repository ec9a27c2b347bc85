package org.moreau.multiview;

import org.jspecify.annotations.Nullable;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;

/**
 * An orthonormal basis B = Z L of the span of Z's columns, and Z in it, both from the Gram matrix
 * ZᵀZ alone: the Cholesky factor where its pivots are safe, else the eigenvectors for columns of
 * norm 1, where directions shorter than 1e-5 of the longest count as rounding.
 *
 * @param start BᵀZ, [rank, features]
 * @param lift L, [features, rank]
 */
record Reduction(DenseMatrix start, DenseMatrix lift) {
  private static final double SAFE_PIVOT = 1e-6; // squared sine of a column and those before it
  private static final double CUT = 1e-10; // of eigenvalues

  /** By the Cholesky factor; null where its pivots are not safe. */
  static @Nullable Reduction ifSafe(double[] gram, int features, MatrixSpace space) {
    DenseMatrix triangle = space.matrix(features, features, gram);
    if (triangle.cholesky()) {
      double[] r = triangle.values();
      boolean safe = true;
      for (int i = 0; i < features; i++) {
        double pivot = r[i * features + i];
        safe &= pivot * pivot >= SAFE_PIVOT * gram[i * features + i];
        for (int j = 0; j < i; j++) {
          r[i * features + j] = 0;
        }
      }
      if (safe) {
        DenseMatrix lift = space.identity(features);
        lift.solveLeft(triangle, false);
        return new Reduction(space.matrix(features, features, r), lift);
      }
    }
    return null;
  }

  /** By eigenvectors, for any Gram matrix. */
  static Reduction bySpectrum(double[] gram, int features, MatrixSpace space) {
    double[] norm = new double[features];
    double[] cosines = new double[features * features];
    for (int i = 0; i < features; i++) {
      norm[i] = Math.sqrt(gram[i * features + i]);
    }
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        boolean isZero = norm[i] == 0 || norm[j] == 0;
        cosines[i * features + j] = isZero ? 0 : gram[i * features + j] / norm[i] / norm[j];
      }
    }
    DenseMatrix vectors = space.matrix(features, features, cosines);
    double[] eigenvalues = vectors.eigenvectors();
    double[] v = vectors.values();
    int first = 0;
    while (first < features && !(eigenvalues[first] > CUT * eigenvalues[features - 1])) {
      first++;
    }
    int rank = features - first;
    double[] start = new double[rank * features];
    double[] lift = new double[features * rank];
    for (int i = 0; i < features; i++) {
      for (int r = 0; r < rank; r++) {
        double root = Math.sqrt(eigenvalues[first + r]);
        double entry = v[i * features + first + r];
        start[r * features + i] = entry * root * norm[i];
        lift[i * rank + r] = norm[i] == 0 ? 0 : entry / root / norm[i];
      }
    }
    return new Reduction(space.matrix(rank, features, start), space.matrix(features, rank, lift));
  }

  /** BᵀV for V [rows, features], row by row. */
  double[] reduced(DenseMatrix z, DenseMatrix v, MatrixSpace space) {
    DenseMatrix product = space.matrix(z.columns(), v.columns());
    product.product(1, z, true, v, false, 0);
    DenseMatrix reduced = space.matrix(rank(), v.columns());
    reduced.product(1, lift, true, product, false, 0);
    return reduced.values();
  }

  int rank() {
    return start.rows();
  }
}
