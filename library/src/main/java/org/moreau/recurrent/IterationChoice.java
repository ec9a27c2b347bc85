package org.moreau.recurrent;

/**
 * How many conjugate-gradient iterations the solves of a pass over a sequence take: chosen at the
 * first ones and at every {@code interval}-th, and as many between.
 */
final class IterationChoice {
  private static final int SPARE_ITERATIONS = 10;
  private static final int FIRST_SOLVES = 2; // the state before the first is often zero
  // The solves between two choices are a little harder than those that chose.
  private static final double MARGIN = 0.1;

  private final double tolerance;
  private final int most;
  private int interval = 1;
  private int iterations = 1; // of a solve that does not choose
  private int mostTaken;
  private int solves;
  private boolean nothingSolved;

  IterationChoice(double tolerance, long input) {
    this.tolerance = tolerance;
    most = (int) Math.min(Integer.MAX_VALUE, 2 * input + SPARE_ITERATIONS);
  }

  void begin(int interval) {
    this.interval = interval;
    iterations = 1;
    mostTaken = 0;
    solves = 0;
    nothingSolved = true;
  }

  /** The most iterations that a solve of this pass took. */
  int mostTaken() {
    return mostTaken;
  }

  /** Begins a solve; whether it chooses. */
  boolean begins() {
    boolean choose = nothingSolved || solves < FIRST_SOLVES || solves % interval == 0;
    solves++;
    return choose;
  }

  /** Whether a solve that does not choose ends after {@code taken}. */
  boolean isEnough(boolean choose, int taken) {
    return !choose && taken >= iterations;
  }

  /** Whether a solve that chooses ends after {@code taken}, given the bound of its error. */
  boolean isAccurate(int taken, double bound) {
    nothingSolved &= bound == 0;
    // A NaN ends the solve too: the states, and so the loss, are not finite.
    boolean ends = !(bound > MARGIN * tolerance) || taken == most;
    if (ends) {
      iterations = Math.max(iterations, taken);
    }
    return ends;
  }

  void took(int taken) {
    mostTaken = Math.max(mostTaken, taken);
  }
}
