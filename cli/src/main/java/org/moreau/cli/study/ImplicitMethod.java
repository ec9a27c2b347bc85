package org.moreau.cli.study;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.proxprop.StepMode;

/**
 * A way to get the parameters' directions: plain backpropagation, or ProxProp in one of its modes.
 *
 * @param key the name in settings and results: {@code backprop}, {@code exact}, {@code cg:3}, ...
 * @param mode null for plain backpropagation
 */
record ImplicitMethod(String key, @Nullable StepMode mode) {
  static final String BACKPROP = "backprop";

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException if there is no such method
   */
  static ImplicitMethod named(String key) {
    if (key.equals(BACKPROP)) {
      return new ImplicitMethod(key, null);
    }
    try {
      StepMode mode = StepMode.parse(key);
      if (!(mode instanceof StepMode.Gradient)) {
        return new ImplicitMethod(mode.toString(), mode);
      }
    } catch (IllegalArgumentException notAMode) {
      // Said below, with the methods that there are.
    }
    throw new IllegalArgumentException(
        "method must be backprop, exact, cg:N or cg-published:N with N >= 1, got " + key);
  }

  /** Reads the setting {@code methods}, which must name each of them once. */
  static List<ImplicitMethod> all(List<String> keys) {
    List<ImplicitMethod> methods = keys.stream().map(ImplicitMethod::named).distinct().toList();
    if (methods.isEmpty() || methods.size() < keys.size()) {
      throw new IllegalArgumentException(
          "methods must name at least one method, each once, got " + String.join(",", keys));
    }
    return methods;
  }

  /** Checks the setting {@code tau-theta}, whose inverse must be a number too. */
  static void requireTauTheta(double tauTheta) {
    Check.positive("tau-theta", tauTheta);
    Check.positive("1 / tau-theta", 1 / tauTheta);
  }

  /** Checks the setting {@code momentum}: from 1 on, a velocity never ends. */
  static void requireMomentum(double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be >= 0 and < 1, got " + momentum);
    }
  }
}
