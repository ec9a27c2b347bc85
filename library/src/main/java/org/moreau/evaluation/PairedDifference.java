package org.moreau.evaluation;

import java.util.stream.IntStream;

/**
 * The mean of a_i - b_i over {@code n} pairs, such as two methods on the same seeds, and its 95 %
 * confidence interval [low, high] by Student's t.
 */
public record PairedDifference(double mean, double low, double high, int n) {
  private static final double UPPER_END = 0.975;

  /**
   * Compares {@code a} with {@code b}, pair by pair.
   *
   * @throws IllegalArgumentException if they differ in size or have fewer than 2 values: one pair
   *     says nothing about the spread
   */
  public static PairedDifference of(Sample a, Sample b) {
    if (a.size() != b.size()) {
      throw new IllegalArgumentException(
          "paired samples must have the same size, got " + a.size() + " and " + b.size());
    }
    int n = a.size();
    if (n < 2) {
      throw new IllegalArgumentException("a confidence interval needs at least 2 pairs, got " + n);
    }
    Sample differences =
        Sample.of(
            IntStream.range(0, n)
                .mapToDouble(i -> a.values().get(i) - b.values().get(i))
                .toArray());
    double mean = differences.mean();
    double margin =
        StudentT.quantile(UPPER_END, n - 1) * differences.standardDeviation() / Math.sqrt(n);
    return new PairedDifference(mean, mean - margin, mean + margin, n);
  }
}
