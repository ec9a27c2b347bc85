package org.moreau.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.regex.Pattern;
import org.moreau.engine.MalformedFileException;
import org.moreau.text.Decimal;

/** Rows of {@code columns} finite numbers, a line of text for each. */
record NumberRows(int columns, Pattern separator) {

  /**
   * {@code rows} lines and no more; empty ones are ignored.
   *
   * @param head whether a line stands above them
   * @param because why there are so many, to end a message with; empty if the layout says so
   * @throws MalformedFileException naming the place and the line, if they are not so
   */
  float[] read(BufferedReader reader, String place, boolean head, int rows, String because)
      throws IOException {
    float[] values = new float[Math.multiplyExact(rows, columns)];
    int number = 0;
    int row = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || (head && number == 1)) {
        continue;
      }
      if (row == rows) {
        throw new MalformedFileException(
            place
                + " line "
                + number
                + ": the file must end after "
                + rows
                + " rows of numbers"
                + because);
      }
      row(text, place + " line " + number, values, row * columns);
      row++;
    }
    if (row < rows) {
      throw new MalformedFileException(
          place
              + " line "
              + number
              + ": the file must have "
              + rows
              + " rows of numbers, but ends after "
              + row
              + (because.isEmpty() ? "; is it truncated?" : because));
    }
    return values;
  }

  private void row(String text, String place, float[] values, int at) throws IOException {
    String[] words = separator.split(text, -1);
    if (words.length != columns) {
      throw new MalformedFileException(
          place + ": " + columns + " numbers must stand on a line, got " + words.length);
    }
    for (int c = 0; c < columns; c++) {
      values[at + c] = Decimal.parse(words[c]);
      if (!Float.isFinite(values[at + c])) {
        throw new MalformedFileException(
            place
                + ": column "
                + (c + 1)
                + " must be a finite number, got "
                + words[c].substring(0, Math.min(30, words[c].length())));
      }
    }
  }

  /** The column {@code column} as labels from 0 to {@code classes} - 1. */
  int[] labels(float[] values, int column, int classes, String place) throws IOException {
    int[] labels = new int[values.length / columns];
    for (int i = 0; i < labels.length; i++) {
      float label = values[i * columns + column];
      if (!(label >= 0 && label < classes) || label != Math.rint(label)) {
        throw new MalformedFileException(
            place
                + " row "
                + (i + 1)
                + ": the label must be a whole number from 0 to "
                + (classes - 1)
                + ", got "
                + label);
      }
      labels[i] = (int) label;
    }
    return labels;
  }

  /** All columns but the last {@code dropped}. */
  float[] without(float[] values, int dropped) {
    int kept = columns - dropped;
    float[] result = new float[values.length / columns * kept];
    for (int i = 0; i < result.length / kept; i++) {
      System.arraycopy(values, i * columns, result, i * kept, kept);
    }
    return result;
  }
}
