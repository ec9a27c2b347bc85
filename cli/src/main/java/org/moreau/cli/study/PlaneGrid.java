package org.moreau.cli.study;

import org.bytedeco.pytorch.Tensor;
import org.moreau.cli.figure.Field;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/** Places of the plane, equally far apart on both axes, from which a field is drawn. */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
record PlaneGrid(double[] x, double[] y) {
  private static final int ROWS_TOGETHER = 2000;

  /** What is to be drawn, at the rows of points [n, 2] float64. */
  @FunctionalInterface
  interface Values {
    double[] at(Tensor points);
  }

  /**
   * The grid of the rectangle that holds {@code points} with {@code margin} around them.
   *
   * @param resolution places along the first axis, at least 2; as dense along the other
   */
  static PlaneGrid around(double[][] points, double margin, int resolution) {
    double[] first = ends(points, 0, margin);
    double[] second = ends(points, 1, margin);
    double spacing = (first[1] - first[0]) / (resolution - 1);
    int rows = Math.max(2, (int) Math.round((second[1] - second[0]) / spacing) + 1);
    return new PlaneGrid(axis(first, resolution), axis(second, rows));
  }

  private static double[] ends(double[][] points, int axis, double margin) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] point : points) {
      low = Math.min(low, point[axis]);
      high = Math.max(high, point[axis]);
    }
    return new double[] {low - margin, high + margin};
  }

  private static double[] axis(double[] ends, int n) {
    double[] places = new double[n];
    for (int i = 0; i < n; i++) {
      places[i] = ends[0] + (ends[1] - ends[0]) * i / (n - 1);
    }
    return places;
  }

  /** {@code values} at all places. */
  Field field(Values values) {
    double[][] result = new double[y.length][x.length];
    int rows = Math.max(1, ROWS_TOGETHER / x.length);
    for (int from = 0; from < y.length; from += rows) {
      int count = Math.min(rows, y.length - from);
      double[] points = new double[2 * count * x.length];
      for (int i = 0; i < count * x.length; i++) {
        points[2 * i] = x[i % x.length];
        points[2 * i + 1] = y[from + i / x.length];
      }
      try (TensorScope scope = new TensorScope()) {
        double[] part = values.at(TensorData.of(points, (long) count * x.length, 2));
        for (int row = 0; row < count; row++) {
          System.arraycopy(part, row * x.length, result[from + row], 0, x.length);
        }
      }
    }
    return new Field(x, y, result);
  }
}
