package org.moreau.calculus;

import java.util.function.DoubleUnaryOperator;
import org.moreau.operator.ScalarSearch;

/** The way from a point to the ball Σ |y_i| ≤ radius, the slow obvious way. */
record SlowL1Ball(double radius) {
  /** The nearest point: all sizes shrink by what bisection finds. */
  double[] nearest(double[] x) {
    if (size(x, 0) <= radius) {
      return x.clone();
    }
    double low = 0;
    double high = 100;
    for (int i = 0; i < 200; i++) {
      double middle = (low + high) / 2;
      if (size(x, middle) > radius) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.signum(x[i]) * Math.max(Math.abs(x[i]) - high, 0);
    }
    return y;
  }

  private static double size(double[] x, double less) {
    double sum = 0;
    for (double entry : x) {
      sum += Math.max(Math.abs(entry) - less, 0);
    }
    return sum;
  }

  /**
   * The proximal map of {@code g} of the distance: of all points as far from the ball, the one on
   * the way there is nearest; how far, by search.
   */
  double[] prox(DoubleUnaryOperator g, double[] x, double step) {
    double[] nearest = nearest(x);
    double squares = 0;
    for (int i = 0; i < x.length; i++) {
      squares += (x[i] - nearest[i]) * (x[i] - nearest[i]);
    }
    double distance = Math.sqrt(squares);
    if (distance == 0) {
      return x.clone();
    }
    double left = ScalarSearch.prox(g, distance, step, 0, 12);
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = nearest[i] + left / distance * (x[i] - nearest[i]);
    }
    return y;
  }
}
