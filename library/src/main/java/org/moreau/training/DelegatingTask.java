package org.moreau.training;

import java.util.Map;

/** A task around another, which does all that is not overridden. */
interface DelegatingTask extends Task {
  /** The one within. */
  Task task();

  @Override
  default int steps(int epoch) {
    return task().steps(epoch);
  }

  @Override
  default double accumulate(int epoch, int step) {
    return task().accumulate(epoch, step);
  }

  @Override
  default double solveError() {
    return task().solveError();
  }

  @Override
  default Map<String, Double> evaluate() {
    return task().evaluate();
  }

  @Override
  default boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
    return task().isBetter(candidate, best);
  }
}
