package org.moreau.cli.study;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The text form of a setting's key and value, as in {@code --set} and in YAML files. */
final class SettingText {
  private SettingText() {}

  /** {@code learningRate} becomes {@code learning-rate}. */
  static String key(String componentName) {
    return componentName.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  /** What values of {@code type} look like, for a message: "must be ...". */
  static String rule(Class<?> type) {
    if (type == int.class || type == long.class) {
      return "a whole number";
    } else if (type == double.class) {
      return "a finite number";
    } else if (type == boolean.class) {
      return "true or false";
    } else if (type == List.class) {
      return "a list of words separated by commas";
    } else if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(SettingText::of)
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    return "a text";
  }

  /**
   * Reads {@code text} as a value of {@code type}.
   *
   * @throws IllegalArgumentException "must be ..., got ..."
   */
  static Object parse(Class<?> type, String text) {
    try {
      if (type == int.class) {
        return Integer.parseInt(text);
      } else if (type == long.class) {
        return Long.parseLong(text);
      } else if (type == double.class) {
        return finite(new BigDecimal(text).doubleValue());
      } else if (type == boolean.class && (text.equals("true") || text.equals("false"))) {
        return text.equals("true");
      } else if (type == String.class) {
        return text;
      } else if (type == List.class) {
        return text.isBlank() ? List.of() : words(text);
      } else if (type.isEnum()) {
        return constant(type, text);
      }
    } catch (NumberFormatException notANumber) {
      // Said below, with the value.
    }
    String range = type == int.class && text.matches("[+-]?\\d+") ? " of at most 10 digits" : "";
    throw new IllegalArgumentException(
        "must be " + rule(type) + range + ", got " + (text.isEmpty() ? "nothing" : text));
  }

  /** Writes {@code value} so that {@link #parse} reads the same value back. */
  static String of(Object value) {
    if (value instanceof Double number) {
      return number(number);
    } else if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    } else if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return String.valueOf(value);
  }

  private static String number(double value) {
    String plain = new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    return plain.length() <= 10 ? plain : Double.toString(value);
  }

  private static List<String> words(String text) {
    List<String> words = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (words.contains("")) {
      throw new IllegalArgumentException("must be " + rule(List.class) + ", got " + text);
    }
    return words;
  }

  private static Object constant(Class<?> type, String text) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(SettingText::of).toList();
    int index = names.indexOf(text);
    if (index < 0) {
      throw new IllegalArgumentException(
          "must be "
              + rule(type)
              + ", got "
              + text
              + "; did you mean "
              + NearestName.nearest(text, names)
              + "?");
    }
    return type.getEnumConstants()[index];
  }

  private static double finite(double value) {
    if (Double.isInfinite(value)) {
      throw new NumberFormatException("too large");
    }
    return value;
  }
}
