package org.moreau.operator;

import java.util.function.DoubleUnaryOperator;

/** The obvious slow twin of separable operators: prox by searching for its definition's minimum. */
public final class ScalarSearch {
  private static final int GRID = 4000;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private ScalarSearch() {}

  /** argmin_y g(y) + (y − x)²/(2 step) in [low, high], by a grid and golden sections around it. */
  public static double prox(DoubleUnaryOperator g, double x, double step, double low, double high) {
    DoubleUnaryOperator objective = y -> step * g.applyAsDouble(y) + (y - x) * (y - x) / 2;
    double width = (high - low) / GRID;
    int best = 0;
    for (int i = 1; i <= GRID; i++) {
      if (objective.applyAsDouble(low + i * width) < objective.applyAsDouble(low + best * width)) {
        best = i;
      }
    }
    double a = Math.max(low, low + (best - 1) * width);
    double b = Math.min(high, low + (best + 1) * width);
    for (int i = 0; i < 80; i++) {
      double c = b - GOLDEN * (b - a);
      double d = a + GOLDEN * (b - a);
      if (objective.applyAsDouble(c) < objective.applyAsDouble(d)) {
        b = d;
      } else {
        a = c;
      }
    }
    double found = (a + b) / 2;
    // A jump or kink at zero is not found by sections exactly.
    return objective.applyAsDouble(0) <= objective.applyAsDouble(found) ? 0 : found;
  }

  /** The same at every entry, for |x_i| < 8. */
  static double[] prox(DoubleUnaryOperator g, double[] x, double step, double low) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = prox(g, x[i], step, low, 12);
    }
    return y;
  }
}
