package org.moreau.solver;

/** Sums over plain arrays of one length. */
public final class Vectors {
  private Vectors() {}

  /** Σ a_i b_i. */
  public static double dot(double[] a, double[] b) {
    // Four sums: a single one would wait for each of its additions.
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** √ Σ a_i². */
  public static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** y += s x. */
  public static void add(double[] y, double s, double[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] += s * x[i];
    }
  }

  /** result = x + s y. */
  public static void sum(double[] x, double s, double[] y, double[] result) {
    for (int i = 0; i < result.length; i++) {
      result[i] = x[i] + s * y[i];
    }
  }

  /** y = x + s y. */
  public static void addScaled(double[] y, double[] x, double s) {
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i] + s * y[i];
    }
  }
}
