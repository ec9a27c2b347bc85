package org.moreau.training;

import java.util.Map;

/**
 * What is learnt. Everything it does must be a function of its arguments and of the model's
 * tensors, with random numbers derived from the run's seed; then a resumed run is the same run. So
 * a learning rate that changes is set in every step.
 */
public interface Task {
  /** The number of steps in an epoch; epochs count from 1. */
  int steps(int epoch);

  /**
   * Adds the gradients of one batch's loss to the parameters' and returns the loss; steps count
   * from 0. The model is in training mode, libtorch's generators are seeded by epoch and step, and
   * what is created here is freed after the step.
   */
  double accumulate(int epoch, int step);

  /**
   * A bound of the relative error of the iterative solves of the last {@link #accumulate}; 0 where
   * nothing is solved.
   */
  default double solveError() {
    return 0;
  }

  /**
   * The metrics on the validation data, after an epoch. The model is in evaluation mode, gradients
   * are off, and what is created here is freed afterwards.
   */
  Map<String, Double> evaluate();

  /** Whether {@code candidate} is strictly better: where it is not, the earlier epoch stays. */
  boolean isBetter(Map<String, Double> candidate, Map<String, Double> best);
}
