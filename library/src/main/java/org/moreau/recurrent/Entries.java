package org.moreau.recurrent;

/**
 * Loops over the first {@code n} entries of arrays. Each begins at 0 and does little: only such
 * loops become vector instructions.
 */
final class Entries {
  private static final float SETTLED = 0x1.8p-77f; // 24 bits above 2⁻¹⁰⁰

  private Entries() {}

  /** Rounds small numbers to multiples of 2⁻¹⁰⁰, and larger ones no more than an addition does. */
  static void settle(float[] out, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = (out[i] + SETTLED) - SETTLED;
    }
  }

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

  /** out = a / divisor. */
  static void divide(float[] out, float[] a, float divisor, int n) {
    for (int i = 0; i < n; i++) {
      out[i] = a[i] / divisor;
    }
  }

  /** out += a / divisor. */
  static void addQuotient(float[] out, float[] a, float divisor, int n) {
    for (int i = 0; i < n; i++) {
      out[i] += a[i] / divisor;
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
    System.arraycopy(row, 0, out, 0, Math.min(columns, n));
    for (int done = columns; done < n; done *= 2) {
      System.arraycopy(out, 0, out, done, Math.min(done, n - done));
    }
  }
}
