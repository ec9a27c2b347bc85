package org.moreau.pathprox;

import java.util.Arrays;

/**
 * Factors c_l with product 1 that make the path norms s_l of the couplings of a chain equal: c_l =
 * (Π s)^(1/L) / s_l.
 */
record Balance(double[] factors) {
  static Balance of(double[] pathNorms) {
    double mean = Arrays.stream(pathNorms).map(Math::log).average().orElse(0);
    return new Balance(Arrays.stream(pathNorms).map(s -> Math.exp(mean - Math.log(s))).toArray());
  }

  static Balance none(int couplings) {
    double[] ones = new double[couplings];
    Arrays.fill(ones, 1);
    return new Balance(ones);
  }

  /** c_l. */
  double own(int place) {
    return factors[place];
  }

  /** c_1 ... c_{l-1}, by which the units of coupling l grow. */
  double before(int place) {
    return place == 0 ? 1 : upTo(place - 1);
  }

  /** c_1 ... c_l, by which what lies behind coupling l grows; 1 behind the last. */
  double upTo(int place) {
    if (place == factors.length - 1) {
      return 1;
    }
    double product = 1;
    for (int l = 0; l <= place; l++) {
      product *= factors[l];
    }
    return product;
  }
}
