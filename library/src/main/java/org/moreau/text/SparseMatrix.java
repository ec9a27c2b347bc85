package org.moreau.text;

import java.util.Arrays;

/**
 * A matrix of which most is 0: the others row by row.
 *
 * @param starts where each row starts in the others, and where the last one ends
 * @param places the columns
 * @param values the numbers
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record SparseMatrix(int columns, int[] starts, int[] places, double[] values) {

  /** What becomes of a number. */
  @FunctionalInterface
  interface Entry {
    double of(int row, int column, double value);
  }

  public SparseMatrix {
    if (starts.length < 2
        || starts[0] != 0
        || starts[starts.length - 1] != values.length
        || places.length != values.length) {
      throw new IllegalArgumentException(
          "starts must go from 0 to the number of values, which places are too");
    }
    for (int row = 0; row + 1 < starts.length; row++) {
      if (starts[row] > starts[row + 1]) {
        throw new IllegalArgumentException("row " + row + " must not end before it starts");
      }
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        if (places[i] < 0 || places[i] >= columns) {
          throw new IllegalArgumentException(
              "a column must be from 0 to " + (columns - 1) + ", got " + places[i]);
        }
      }
    }
  }

  /** The number of rows. */
  public int rows() {
    return starts.length - 1;
  }

  /** The sum of each row. */
  public double[] rowSums() {
    double[] sums = new double[rows()];
    for (int row = 0; row < sums.length; row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        sums[row] += values[i];
      }
    }
    return sums;
  }

  /** The matrix whose numbers are {@code entry} of these; those that are 0 are left out. */
  SparseMatrix map(Entry entry) {
    double[] mapped = new double[values.length];
    int[] kept = new int[values.length];
    int[] ends = new int[starts.length];
    int count = 0;
    for (int row = 0; row < rows(); row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        double value = entry.of(row, places[i], values[i]);
        if (value != 0) {
          kept[count] = places[i];
          mapped[count++] = value;
        }
      }
      ends[row + 1] = count;
    }
    return new SparseMatrix(
        columns, ends, Arrays.copyOf(kept, count), Arrays.copyOf(mapped, count));
  }

  /** The product with a dense matrix [columns, width], row by row: [rows, width]. */
  double[] times(double[] dense, int width) {
    double[] product = new double[Math.multiplyExact(rows(), width)];
    for (int row = 0; row < rows(); row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        add(values[i], dense, places[i] * width, product, row * width, width);
      }
    }
    return product;
  }

  /** The product of the transpose with a dense matrix [rows, width]: [columns, width]. */
  double[] transposedTimes(double[] dense, int width) {
    double[] product = new double[Math.multiplyExact(columns, width)];
    for (int row = 0; row < rows(); row++) {
      for (int i = starts[row]; i < starts[row + 1]; i++) {
        add(values[i], dense, row * width, product, places[i] * width, width);
      }
    }
    return product;
  }

  private static void add(
      double factor, double[] from, int fromAt, double[] to, int toAt, int width) {
    for (int w = 0; w < width; w++) {
      to[toAt + w] += factor * from[fromAt + w];
    }
  }
}
