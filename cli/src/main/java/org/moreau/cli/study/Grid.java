package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values that a grid tries for each key, in the order given. */
public record Grid(Map<String, List<String>> values) {

  /**
   * Reads options of the form {@code key=a,b,c}.
   *
   * @throws IllegalArgumentException if one has another form, or a key or value that the settings
   *     do not take
   */
  public static Grid parse(List<String> options, Settings<?> settings) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("--grid must be key=a,b,c, got " + option);
      }
      String key = option.substring(0, equals);
      settings.require("--grid", key);
      if (settings.isList(key)) {
        throw new IllegalArgumentException("--grid cannot vary the list " + key);
      }
      List<String> texts =
          Arrays.stream(option.substring(equals + 1).split(",", -1))
              .map(text -> settings.canonical("--grid", key, text.strip()))
              .toList();
      if (texts.stream().distinct().count() < texts.size()) {
        throw new IllegalArgumentException("--grid " + key + " has a value twice: " + option);
      }
      if (values.put(key, texts) != null) {
        throw new IllegalArgumentException("--grid has the key " + key + " twice");
      }
    }
    return new Grid(values);
  }

  /**
   * Makes the settings of every combination, so that one that the study refuses is named before
   * work begins.
   *
   * @throws IllegalArgumentException naming the combination
   */
  public void check(Settings<?> settings) {
    combinations().forEach(c -> settings.with("--grid " + c, c));
  }

  /** {@code settings} changed by every combination; themselves where there is no grid. */
  public <C extends Record> List<C> configs(Settings<C> settings) {
    return combinations().stream().map(c -> settings.with("--grid", c).config()).toList();
  }

  /** Every combination; the last key changes fastest. */
  List<Map<String, String>> combinations() {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> start : combinations) {
        for (String value : entry.getValue()) {
          Map<String, String> combination = new LinkedHashMap<>(start);
          combination.put(entry.getKey(), value);
          longer.add(combination);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  /** Orders combinations by their values, first key first: numbers by size, words as given. */
  int compare(Map<String, String> a, Map<String, String> b) {
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      String x = a.getOrDefault(entry.getKey(), "");
      String y = b.getOrDefault(entry.getKey(), "");
      boolean numbers = isNumber(x) && isNumber(y);
      int order =
          numbers
              ? Double.compare(Double.parseDouble(x), Double.parseDouble(y))
              : Integer.compare(entry.getValue().indexOf(x), entry.getValue().indexOf(y));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** The options that say the same. */
  String options() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (key, list) ->
            text.append(" --grid ").append(key).append('=').append(String.join(",", list)));
    return text.toString();
  }

  private static boolean isNumber(String text) {
    return text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  }
}
