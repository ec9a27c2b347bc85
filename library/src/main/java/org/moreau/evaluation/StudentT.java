package org.moreau.evaluation;

import org.moreau.engine.Check;

/** Student's t distribution with a whole number of degrees of freedom. */
final class StudentT {
  private static final int BISECTIONS = 60;

  private StudentT() {}

  /** The value below which t lies with {@code probability}, in (0, 1). */
  static double quantile(double probability, int degrees) {
    Check.positive("degrees", degrees);
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException("probability must be in (0, 1), got " + probability);
    }
    double centre = Math.abs(2 * probability - 1);
    double low = 0;
    double high = Math.PI / 2;
    for (int step = 0; step < BISECTIONS; step++) {
      double angle = (low + high) / 2;
      if (centralProbability(angle, degrees) < centre) {
        low = angle;
      } else {
        high = angle;
      }
    }
    double size = Math.sqrt(degrees) * Math.tan((low + high) / 2);
    return probability < 0.5 ? -size : size;
  }

  /**
   * P(|t| < sqrt(degrees) tan(angle)): a finite sum of powers of the cosine (Abramowitz and Stegun
   * 26.7.3 and 26.7.4).
   */
  private static double centralProbability(double angle, int degrees) {
    double cosine = Math.cos(angle);
    boolean odd = degrees % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = degrees == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k < degrees; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    double series = Math.sin(angle) * sum;
    return odd ? 2 / Math.PI * (angle + series) : series;
  }
}
