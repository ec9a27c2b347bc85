package org.moreau.evaluation;

import java.util.Arrays;
import java.util.List;

/** The results of repeated runs: at least one finite number. */
public record Sample(List<Double> values) {
  public Sample {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sample must have at least 1 value, got 0");
    }
    for (int i = 0; i < values.size(); i++) {
      if (!Double.isFinite(values.get(i))) {
        throw new IllegalArgumentException(
            "value " + i + " of a sample must be finite, got " + values.get(i));
      }
    }
  }

  /** The sample of {@code values}. */
  public static Sample of(double... values) {
    return new Sample(Arrays.stream(values).boxed().toList());
  }

  /** The number of values. */
  public int size() {
    return values.size();
  }

  /** The arithmetic mean. */
  public double mean() {
    double mean = 0;
    for (int i = 0; i < values.size(); i++) {
      mean += (values.get(i) - mean) / (i + 1);
    }
    return mean;
  }

  /** The standard deviation with n - 1 in the denominator; 0 for a single value. */
  public double standardDeviation() {
    if (values.size() == 1) {
      return 0;
    }
    double mean = mean();
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.size() - 1));
  }
}
