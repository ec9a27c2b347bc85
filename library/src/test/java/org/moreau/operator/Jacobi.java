package org.moreau.operator;

/** Eigenvalues of a symmetric matrix by plane rotations, the slow obvious way. */
final class Jacobi {
  private final int n;
  private final double[][] matrix;
  private final double[][] vectors; // in columns

  /** Of the n by n matrix with these entries, row by row. */
  Jacobi(double[] entries, int n) {
    this.n = n;
    matrix = new double[n][n];
    vectors = new double[n][n];
    for (int i = 0; i < n; i++) {
      vectors[i][i] = 1;
      for (int j = 0; j < n; j++) {
        matrix[i][j] = (entries[i * n + j] + entries[j * n + i]) / 2;
      }
    }
    for (int sweep = 0; sweep < 50; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          double angle = Math.atan2(2 * matrix[p][q], matrix[q][q] - matrix[p][p]) / 2;
          rotate(p, q, Math.cos(angle), Math.sin(angle));
        }
      }
    }
  }

  private void rotate(int p, int q, double c, double s) {
    for (int k = 0; k < n; k++) {
      double kp = matrix[k][p];
      double kq = matrix[k][q];
      matrix[k][p] = c * kp - s * kq;
      matrix[k][q] = s * kp + c * kq;
      double vp = vectors[k][p];
      double vq = vectors[k][q];
      vectors[k][p] = c * vp - s * vq;
      vectors[k][q] = s * vp + c * vq;
    }
    for (int k = 0; k < n; k++) {
      double pk = matrix[p][k];
      double qk = matrix[q][k];
      matrix[p][k] = c * pk - s * qk;
      matrix[q][k] = s * pk + c * qk;
    }
  }

  double[] values() {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = matrix[i][i];
    }
    return values;
  }

  /**
   * The matrix with the same eigenvectors and these eigenvalues in the order of {@link #values}.
   */
  double[] with(double[] values) {
    double[] result = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          result[i * n + j] += vectors[i][k] * values[k] * vectors[j][k];
        }
      }
    }
    return result;
  }

  /** A x for an n by {@code columns} matrix x and A of {@link #with}. */
  static double[] product(double[] a, double[] x, int n) {
    int columns = x.length / n;
    double[] result = new double[a.length / n * columns];
    for (int i = 0; i < a.length / n; i++) {
      for (int j = 0; j < columns; j++) {
        for (int k = 0; k < n; k++) {
          result[i * columns + j] += a[i * n + k] * x[k * columns + j];
        }
      }
    }
    return result;
  }
}
