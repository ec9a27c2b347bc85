package org.moreau.evaluation;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Spearman's rank correlation: Pearson's correlation of the ranks, where equal values share the
 * mean of their ranks.
 */
public final class Spearman {
  private Spearman() {}

  /**
   * The correlation of {@code a} and {@code b}, in [−1, 1].
   *
   * @throws IllegalArgumentException if they have not the same length, of at least 2, a value is
   *     NaN, or all values of one are equal, so that there is no order to compare
   */
  public static double correlation(double[] a, double[] b) {
    if (a.length != b.length || a.length < 2) {
      throw new IllegalArgumentException(
          "both samples must have the same size, at least 2, got " + a.length + " and " + b.length);
    }
    double[] x = ranks("the first sample", a);
    double[] y = ranks("the second sample", b);
    double mean = (a.length + 1) / 2.0; // whatever ties there are
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mean) * (y[i] - mean);
      xx += (x[i] - mean) * (x[i] - mean);
      yy += (y[i] - mean) * (y[i] - mean);
    }
    if (xx == 0 || yy == 0) {
      throw new IllegalArgumentException(
          "a sample must have different values to be ranked, but all of the "
              + (xx == 0 ? "first" : "second")
              + " are "
              + (xx == 0 ? a[0] : b[0]));
    }
    return xy / Math.sqrt(xx * yy);
  }

  /** The ranks from 1; equal values share the mean of theirs. */
  static double[] ranks(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        throw new IllegalArgumentException("value " + i + " of " + name + " must not be NaN");
      }
    }
    // Adding 0 makes -0 a 0, to which it is equal.
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i] + 0.0))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[values.length];
    int from = 0;
    while (from < order.length) {
      int to = from + 1;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
