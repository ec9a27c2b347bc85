package org.moreau.text;

/** Numbers in text files, such as 1, -0.5 and 1e-3. */
public final class Decimal {
  private Decimal() {}

  /** The number, or NaN where {@code word} is none. */
  public static float parse(String word) {
    // Java would also read 1f, 1d and hexadecimal numbers.
    char last = word.isEmpty() ? ' ' : word.charAt(word.length() - 1);
    if (!(Character.isDigit(last) || last == '.') || word.indexOf('x') >= 0) {
      return Float.NaN;
    }
    try {
      return Float.parseFloat(word);
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }
}
