package org.moreau.multiview;

import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;
import org.moreau.solver.ArrayConjugateGradient;

/**
 * The inverse of a symmetric matrix K, to be multiplied with rows. As a preconditioner it is that
 * of |K|, which differs only where K is not positive definite.
 */
final class RowInverse implements ArrayConjugateGradient.Product {
  private static final double SMALLEST = 1e-8; // of the largest eigenvalue, for |K|

  private final DenseMatrix exact;
  private final DenseMatrix positive;
  private final DenseMatrix rows;
  private final DenseMatrix result;

  /**
   * @param k K, [features, features]
   * @param count of rows
   */
  RowInverse(double[] k, int features, int count, MatrixSpace space) {
    rows = space.matrix(count, features);
    result = space.matrix(count, features);
    DenseMatrix triangle = space.matrix(features, features, k);
    if (triangle.cholesky()) {
      exact = space.identity(features);
      exact.solveLeft(triangle, true);
      exact.solveLeft(triangle, false);
      positive = exact;
      return;
    }
    DenseMatrix vectors = space.matrix(features, features, k);
    double[] eigenvalues = vectors.eigenvectors();
    double largest = Math.max(-eigenvalues[0], eigenvalues[features - 1]);
    double[] inverse = new double[features];
    double[] absolute = new double[features];
    for (int i = 0; i < features; i++) {
      inverse[i] = 1 / eigenvalues[i];
      absolute[i] = 1 / Math.max(Math.abs(eigenvalues[i]), SMALLEST * largest);
    }
    exact = spectral(vectors, inverse, space);
    positive = spectral(vectors, absolute, space);
  }

  private static DenseMatrix spectral(
      DenseMatrix vectors, double[] eigenvalues, MatrixSpace space) {
    int d = vectors.rows();
    double[] scaled = vectors.values();
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        scaled[i * d + j] *= eigenvalues[j];
      }
    }
    DenseMatrix matrix = space.matrix(d, d);
    matrix.product(1, space.matrix(d, d, scaled), false, vectors, true, 0);
    return matrix;
  }

  /** result = v |K|⁻¹. */
  @Override
  public void apply(double[] v, double[] result) {
    apply(positive, v, result);
  }

  /** result = v K⁻¹. */
  void exact(double[] v, double[] result) {
    apply(exact, v, result);
  }

  private void apply(DenseMatrix matrix, double[] v, double[] to) {
    rows.put(v);
    result.product(rows, matrix);
    result.get(to);
  }

  /** K⁻¹. */
  DenseMatrix exact() {
    return exact;
  }
}
