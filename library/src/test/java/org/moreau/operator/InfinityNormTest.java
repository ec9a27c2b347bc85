package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class InfinityNormTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new InfinityNorm();
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return capped(x, step);
  }

  /** Entries capped at the level where a higher one gains as much as it costs, by bisection. */
  static double[] capped(double[] x, double step) {
    double low = 0;
    double high = 100;
    for (int i = 0; i < 200; i++) {
      double level = (low + high) / 2;
      double excess = 0;
      for (double v : x) {
        excess += Math.max(Math.abs(v) - level, 0);
      }
      if (excess > step) {
        low = level;
      } else {
        high = level;
      }
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Math.max(-high, Math.min(high, x[i]));
    }
    return y;
  }

  @Test
  void theValueIsTheLargestAbsoluteEntry() {
    assertEquals(4, operator().value(TensorData.of(new double[] {3, -4, 1}, 1, 3)).item_double());
  }
}
