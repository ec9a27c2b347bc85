package org.moreau.cli.figure;

/**
 * Numbers on a grid of the plane: {@code values[row][column]} at {@code y[row]} and {@code
 * x[column]}, both ascending with equal distances.
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record Field(double[] x, double[] y, double[][] values) {
  public Field {
    if (x.length < 2 || y.length < 2 || values.length != y.length) {
      throw new IllegalArgumentException(
          "a field must have at least 2 x 2 values, and a row for each y, got "
              + values.length
              + " rows for "
              + y.length);
    }
    for (double[] row : values) {
      if (row.length != x.length) {
        throw new IllegalArgumentException(
            "every row of a field must have " + x.length + " values, got " + row.length);
      }
      for (double value : row) {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("a field must be finite, got " + value);
        }
      }
    }
  }

  /** The value at a point of the grid's rectangle, linear between the four values around it. */
  double at(double px, double py) {
    double column = place(x, px);
    double row = place(y, py);
    int c = (int) Math.min(column, x.length - 2.0);
    int r = (int) Math.min(row, y.length - 2.0);
    double right = column - c;
    double up = row - r;
    return (1 - up) * ((1 - right) * values[r][c] + right * values[r][c + 1])
        + up * ((1 - right) * values[r + 1][c] + right * values[r + 1][c + 1]);
  }

  private static double place(double[] axis, double value) {
    double place = (value - axis[0]) / (axis[axis.length - 1] - axis[0]) * (axis.length - 1);
    return Math.max(0, Math.min(axis.length - 1.0, place));
  }
}
