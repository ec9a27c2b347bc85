package org.moreau.solver;

/** Sums over plain arrays. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** y += s x. */
  static void add(double[] y, double s, double[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] += s * x[i];
    }
  }

  /** y = x + s y. */
  static void addScaled(double[] y, double[] x, double s) {
    for (int i = 0; i < y.length; i++) {
      y[i] = x[i] + s * y[i];
    }
  }
}
