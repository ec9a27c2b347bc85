package org.moreau.cli;

import java.math.BigInteger;
import picocli.CommandLine.TypeConversionException;

/** A whole number on the command line. */
final class WholeNumber {
  private WholeNumber() {}

  /**
   * Reads {@code text}.
   *
   * @throws TypeConversionException saying the range, however large the number
   */
  static Long parse(String text, long low, long high) {
    if (!text.matches("[+-]?[0-9]+")) {
      throw new TypeConversionException("must be a whole number, got " + text);
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(BigInteger.valueOf(low)) < 0
        || value.compareTo(BigInteger.valueOf(high)) > 0) {
      throw new TypeConversionException("must be from " + low + " to " + high + ", got " + text);
    }
    return value.longValue();
  }
}
