package org.moreau.calculus;

import org.moreau.operator.ProximalOperator;

/** What the calculus asks of the functions that it makes others of. */
final class Parts {
  private Parts() {}

  /**
   * {@code g} itself, if it is convex.
   *
   * @param reason why it must be, after "for"
   */
  static ProximalOperator convex(String name, ProximalOperator g, String reason) {
    if (!g.isConvex()) {
      throw new IllegalArgumentException(
          name + " must be convex for " + reason + ", got " + kind(g));
    }
    return g;
  }

  /** {@code set} itself, if it is the indicator of one. */
  static ProximalOperator set(ProximalOperator set) {
    if (!set.isIndicator()) {
      throw new IllegalArgumentException("set must be the indicator of a set, got " + kind(set));
    }
    return set;
  }

  /** The name of its class: what it prints itself as may hold whole tensors. */
  private static String kind(ProximalOperator g) {
    String simple = g.getClass().getSimpleName();
    return simple.isEmpty() ? g.getClass().getName() : simple;
  }
}
