package org.moreau.cli.study;

import java.util.List;
import java.util.function.Function;

/** Reads the settings that are lists of numbers. */
final class NumberList {
  private NumberList() {}

  /**
   * The numbers of a list of whole ones.
   *
   * @throws IllegalArgumentException naming the setting, if one is not
   */
  static List<Integer> whole(String setting, List<String> texts) {
    return all(setting, "whole numbers", texts, Integer::parseInt);
  }

  /**
   * The numbers of a list.
   *
   * @throws IllegalArgumentException naming the setting, if one is none
   */
  static List<Double> real(String setting, List<String> texts) {
    return all(setting, "numbers", texts, Double::parseDouble);
  }

  private static <T> List<T> all(
      String setting, String what, List<String> texts, Function<String, T> parse) {
    return texts.stream()
        .map(
            text -> {
              try {
                return parse.apply(text);
              } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                    setting + " must be " + what + " separated by commas, got " + text, e);
              }
            })
        .toList();
  }
}
