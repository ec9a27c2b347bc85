package org.moreau.cli.study;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The four methods of the library, each alone, none and all of them. */
enum CombinedMethod {
  PLAIN("plain"),
  /** The recurrent layer is a ProxLSTM. */
  PROX_LSTM("prox-lstm"),
  /** All linear layers but the last take implicit steps. */
  PROX_PROP("prox-prop"),
  /** The path norm of the head is made small by proximal steps. */
  PATHPROX("pathprox"),
  /** A proximal layer is between the recurrent layer and the head. */
  PROX_LAYER("prox-layer"),
  COMBINED("combined");

  private final String key;

  CombinedMethod(String key) {
    this.key = key;
  }

  /** The name in settings and results. */
  String key() {
    return key;
  }

  /** Whether {@code part} is in it. */
  boolean has(CombinedMethod part) {
    return this == part || this == COMBINED;
  }

  /** The settings that {@code part} needs, as key=value. */
  static String needed(CombinedMethod part) {
    return Stream.of(part, COMBINED)
        .map(CombinedMethod::key)
        .collect(Collectors.joining(" or ", "methods=", ""));
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(CombinedMethod::key).toList();
  }

  /**
   * Reads the setting {@code methods}, which must name each of them once.
   *
   * @throws IllegalArgumentException if there is no such method, with the nearest
   */
  static List<CombinedMethod> all(List<String> keys) {
    keys.forEach(key -> NearestName.require("method", key, keys()));
    if (keys.isEmpty() || keys.stream().distinct().count() < keys.size()) {
      throw new IllegalArgumentException(
          "methods must name at least one method, each once, got " + String.join(",", keys));
    }
    return keys.stream().map(key -> values()[keys().indexOf(key)]).toList();
  }
}
