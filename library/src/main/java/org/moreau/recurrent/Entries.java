package org.moreau.recurrent;

/**
 * Loops over the first {@code n} entries of arrays. Each begins at 0 and does little: only such
 * loops become vector instructions.
 */
final class Entries {
  private Entries() {}

  /** out = a b. */
  static void multiply(float[] out, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] * b[i];
    }
  }

  /** out += a b. */
  static void addProduct(float[] out, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      out[i] += a[i] * b[i];
    }
  }

  /** out = a − b c. */
  static void subtractProduct(float[] out, float[] a, float[] b, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] - b[i] * c[i];
    }
  }

  /** out = a + b c. */
  static void sumWithProduct(float[] out, float[] a, float[] b, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] + b[i] * c[i];
    }
  }

  /** out += a. */
  static void add(float[] out, float[] a, int n) {
    for (int i = 0; i < n; i++) {
      out[i] += a[i];
    }
  }

  /** out = a − b. */
  static void subtract(float[] out, float[] a, float[] b, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] - b[i];
    }
  }

  /** residual −= alpha (p + image). */
  static void subtractStep(float[] residual, float[] alpha, float[] p, float[] image, int n) {
    for (int i = 0; i < n; i++) {
      residual[i] -= alpha[i] * (p[i] + image[i]);
    }
  }

  /** Repeats the first {@code columns} entries of {@code row} until {@code out} has n. */
  static void spread(float[] out, float[] row, int columns, int n) {
    for (int from = 0; from < n; from += columns) {
      System.arraycopy(row, 0, out, from, columns);
    }
  }

  /**
   * sums[b] += Σ_j values[j, b]² over rows of {@code columns} entries, in double precision: the
   * square of no float vanishes or overflows there.
   */
  static void addSquares(double[] sums, float[] values, int columns, int n) {
    int from = 0;
    for (; from + 2 * columns <= n; from += 2 * columns) {
      int next = from + columns;
      for (int b = 0; b < columns; b++) {
        double first = values[from + b];
        double second = values[next + b];
        sums[b] += first * first + second * second;
      }
    }
    for (; from < n; from += columns) {
      for (int b = 0; b < columns; b++) {
        double value = values[from + b];
        sums[b] += value * value;
      }
    }
  }
}
