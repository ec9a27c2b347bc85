package org.moreau.cli.study;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of one quantity over repeats, and what they say about its mean. */
record Sample(List<Double> values) {
  private static final double CONFIDENCE = 0.95;

  Sample {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a sample must have a value");
    }
  }

  int size() {
    return values.size();
  }

  double mean() {
    return values.stream().mapToDouble(Double::doubleValue).sum() / size();
  }

  /** The sample standard deviation (n - 1); null for one value. */
  @Nullable Double deviation() {
    if (size() < 2) {
      return null;
    }
    double mean = mean();
    double sum = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(sum / (size() - 1));
  }

  /** The 95 % confidence interval of the mean by Student's t; null for one value. */
  @Nullable List<Double> interval() {
    Double deviation = deviation();
    if (deviation == null) {
      return null;
    }
    double half = quantile(size() - 1) * deviation / Math.sqrt(size());
    return List.of(mean() - half, mean() + half);
  }

  /** The t with P(|T| < t) = 0.95 for {@code freedom} degrees of freedom. */
  static double quantile(int freedom) {
    double low = 0;
    double high = Math.PI / 2;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (central(middle, freedom) < CONFIDENCE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.tan((low + high) / 2) * Math.sqrt(freedom);
  }

  /** P(|T| < tan(angle) sqrt(freedom)): Abramowitz and Stegun (1964), 26.7.3 and 26.7.4. */
  private static double central(double angle, int freedom) {
    double cosine = Math.cos(angle);
    boolean odd = freedom % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = freedom == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k < freedom; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    double part = Math.sin(angle) * sum;
    return odd ? 2 / Math.PI * (angle + part) : part;
  }
}
