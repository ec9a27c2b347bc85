package org.moreau.data;

/** Points [n][dimensions] with a label each, from 0. */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record LabelledPoints(double[][] points, int[] labels) {
  public LabelledPoints {
    if (points.length == 0 || points.length != labels.length) {
      throw new IllegalArgumentException(
          "labels must be as many as points, and at least 1, got "
              + labels.length
              + " and "
              + points.length);
    }
    for (int i = 0; i < points.length; i++) {
      for (double value : points[i]) {
        if (points[i].length != points[0].length || !Double.isFinite(value)) {
          throw new IllegalArgumentException(
              "point " + i + " must be " + points[0].length + " finite numbers");
        }
      }
    }
  }

  /** The number of points. */
  public int size() {
    return points.length;
  }

  /** The coordinates row by row. */
  public double[] flat() {
    int d = points[0].length;
    double[] flat = new double[points.length * d];
    for (int i = 0; i < points.length; i++) {
      System.arraycopy(points[i], 0, flat, i * d, d);
    }
    return flat;
  }
}
