package org.moreau.data;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.MalformedFileException;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sparse;

/**
 * What a file in MATLAB's format, version 5, holds.
 *
 * @param place of the file, for messages
 */
record MatlabFile(String place, MatFile file) implements AutoCloseable {

  /**
   * @throws MalformedFileException naming the place, if there is no matrix of this name
   */
  Matrix matrix(String name) throws MalformedFileException {
    if (entry(name) instanceof Matrix matrix) {
      return matrix;
    }
    throw missing("matrix", name);
  }

  /**
   * @throws MalformedFileException naming the place, if there is no cell array of this name
   */
  Cell cells(String name) throws MalformedFileException {
    if (entry(name) instanceof Cell cells) {
      return cells;
    }
    throw missing("cell array", name);
  }

  private @Nullable Array entry(String name) {
    for (MatFile.Entry entry : file.getEntries()) {
      if (entry.getName().equals(name)) {
        return entry.getValue();
      }
    }
    return null;
  }

  private MalformedFileException missing(String kind, String name) {
    return new MalformedFileException(
        place + ": the file must have a " + kind + " " + name + "; is it truncated?");
  }

  /**
   * The values of {@code matrix}, dense or sparse, row by row.
   *
   * @param name of the matrix, for messages
   * @throws MalformedFileException naming the place, if it is not of two dimensions, or a value is
   *     not finite
   */
  float[] rows(String name, Matrix matrix) throws MalformedFileException {
    int[] shape = matrix.getDimensions();
    if (shape.length != 2 || shape[0] < 1 || shape[1] < 1) {
      throw new MalformedFileException(
          place + ": " + name + " must have rows and columns, got " + Arrays.toString(shape));
    }
    float[] values = new float[Math.multiplyExact(shape[0], shape[1])];
    try {
      if (matrix instanceof Sparse sparse) {
        sparse.forEach(
            (row, column, real, imaginary) -> values[row * shape[1] + column] = (float) real);
      } else {
        for (int i = 0; i < values.length; i++) {
          // MATLAB's first index runs fastest.
          values[i % shape[0] * shape[1] + i / shape[0]] = matrix.getFloat(i);
        }
      }
    } catch (RuntimeException e) {
      throw new MalformedFileException(place + ": " + name + " is damaged: " + e.getMessage(), e);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new MalformedFileException(
            place
                + ": "
                + name
                + " row "
                + (i / shape[1] + 1)
                + " column "
                + (i % shape[1] + 1)
                + " must be a finite number, got "
                + values[i]);
      }
    }
    return values;
  }

  /**
   * Whole numbers from {@code low} to {@code high}, one for each of {@code count} samples.
   *
   * @throws MalformedFileException naming the place and the value, if they are not so
   */
  int[] integers(String name, Matrix matrix, int count, int low, int high)
      throws MalformedFileException {
    if (matrix.getNumElements() != count) {
      throw new MalformedFileException(
          place
              + ": "
              + name
              + " must have a value for each of the "
              + count
              + " samples, got "
              + matrix.getNumElements());
    }
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      double value = matrix.getDouble(i);
      if (!(value >= low && value <= high) || value != Math.rint(value)) {
        throw new MalformedFileException(
            place
                + ": value "
                + (i + 1)
                + " of "
                + name
                + " must be a whole number from "
                + low
                + " to "
                + high
                + ", got "
                + value);
      }
      values[i] = (int) value;
    }
    return values;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
