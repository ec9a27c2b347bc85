package org.moreau.cli.figure;

import java.util.stream.DoubleStream;

/** Round distances between the ticks of an axis. */
final class Ticks {
  private Ticks() {}

  /** 1, 2 or 5 times a power of ten, not below {@code atLeast}. */
  static double step(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    return DoubleStream.of(1, 2, 5)
        .map(digit -> digit * power)
        .filter(candidate -> candidate >= atLeast)
        .findFirst()
        .orElse(10 * power);
  }
}
