package org.moreau.cli.study;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of text with aligned columns: the first to the left, columns of numbers to the right. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... header) {
    rows.add(List.of(header));
  }

  public TextTable(List<String> header) {
    rows.add(List.copyOf(header));
  }

  /** Adds a row of as many cells as the header has. */
  public void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "a row must have " + rows.get(0).size() + " cells, got " + cells);
    }
    rows.add(List.copyOf(cells));
  }

  public void row(String... cells) {
    row(List.of(cells));
  }

  public void print(PrintStream out) {
    int columns = rows.get(0).size();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String space = " ".repeat(width(c) - row.get(c).length());
        line.append(numeric(c) ? space + row.get(c) : row.get(c) + space).append("  ");
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** {@code value} with two decimals, four below 1, or three digits where those would hide it. */
  public static String number(double value) {
    return number(value, value);
  }

  /** {@code value} with the decimals that {@code like} is shown with. */
  static String number(double value, double like) {
    double size = Math.abs(like);
    boolean extreme = (size != 0 && size < 1e-3) || size >= 1e7;
    return String.format(
        Locale.ROOT, extreme ? "%.2e" : size != 0 && size < 1 ? "%.4f" : "%.2f", value);
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private boolean numeric(int column) {
    return rows.size() > 1
        && rows.stream().skip(1).allMatch(r -> r.get(column).matches("(-?\\d.*)?|-|NaN|diverged"));
  }
}
