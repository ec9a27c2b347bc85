package org.moreau.evaluation;

/**
 * How near points are to each other, as probabilities: Gaussian around each point, of the width
 * that gives it the same perplexity (the exponential of the entropy) as the others.
 */
final class Affinities {
  private static final int BISECTIONS = 200;
  private static final double TOLERANCE = 1e-9;

  private Affinities() {}

  /** p_ij = (p_j|i + p_i|j) / 2n; symmetric, 0 on the diagonal, of sum 1 for two points or more. */
  static double[][] joint(double[][] points, double perplexity) {
    double[][] p = conditional(points, perplexity);
    int n = p.length;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        p[i][j] = (p[i][j] + p[j][i]) / (2.0 * n);
        p[j][i] = p[i][j];
      }
    }
    return p;
  }

  /** Row i holds p_j|i. */
  static double[][] conditional(double[][] points, double perplexity) {
    double[][] distances = squaredDistances(points);
    double target = Math.log(reachable(perplexity, points.length));
    for (int i = 0; i < points.length; i++) {
      fitRow(distances[i], i, target);
    }
    return distances;
  }

  /** The perplexity that n points can have: at most a third of the others, at least 1. */
  static double reachable(double perplexity, int n) {
    return Math.max(1, Math.min(perplexity, (n - 1) / 3.0));
  }

  /** Turns squared distances from point {@code self} into probabilities. */
  private static void fitRow(double[] row, int self, double target) {
    double nearest = Double.POSITIVE_INFINITY;
    double mean = 0;
    for (int j = 0; j < row.length; j++) {
      if (j != self) {
        nearest = Math.min(nearest, row[j]);
        mean += row[j] / row.length;
      }
    }
    for (int j = 0; j < row.length; j++) {
      row[j] -= nearest; // the same probabilities, without underflow of all of them
    }
    double[] p = new double[row.length];
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double precision = mean > 0 ? 1 / mean : 1;
    for (int step = 0; step < BISECTIONS; step++) {
      double difference = entropy(row, self, precision, p) - target;
      if (Math.abs(difference) < TOLERANCE) {
        break;
      }
      if (difference > 0) {
        low = precision;
      } else {
        high = precision;
      }
      precision = Double.isInfinite(high) ? 2 * low : (low + high) / 2;
    }
    System.arraycopy(p, 0, row, 0, p.length);
  }

  /** Fills {@code p} with the probabilities at {@code precision} and returns their entropy. */
  private static double entropy(double[] distances, int self, double precision, double[] p) {
    double sum = 0;
    double energy = 0;
    for (int j = 0; j < p.length; j++) {
      p[j] = j == self ? 0 : Math.exp(-precision * distances[j]);
      sum += p[j];
      energy += p[j] > 0 ? p[j] * precision * distances[j] : 0;
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return Math.log(sum) + energy / sum;
  }

  private static double[][] squaredDistances(double[][] points) {
    double scale = largest(points);
    int n = points.length;
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double sum = 0;
        for (int k = 0; k < points[i].length; k++) {
          double difference = points[i][k] / scale - points[j][k] / scale;
          sum += difference * difference;
        }
        result[i][j] = sum;
        result[j][i] = sum;
      }
    }
    return result;
  }

  /** The largest absolute value, or 1 if all are 0; checks the points on the way. */
  private static double largest(double[][] points) {
    if (points.length == 0) {
      throw new IllegalArgumentException("points must have at least 1 row, got 0");
    }
    double result = 0;
    for (int i = 0; i < points.length; i++) {
      if (points[i].length != points[0].length) {
        throw new IllegalArgumentException(
            "points["
                + i
                + "] must have "
                + points[0].length
                + " values as the first row, got "
                + points[i].length);
      }
      for (int k = 0; k < points[i].length; k++) {
        if (!Double.isFinite(points[i][k])) {
          throw new IllegalArgumentException(
              "points[" + i + "][" + k + "] must be finite, got " + points[i][k]);
        }
        result = Math.max(result, Math.abs(points[i][k]));
      }
    }
    return result > 0 ? result : 1;
  }
}
