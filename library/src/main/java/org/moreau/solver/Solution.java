package org.moreau.solver;

import org.bytedeco.pytorch.Tensor;

/**
 * What an iterative solve returned for a batch.
 *
 * @param x the best point found, of the shape of the start
 * @param outcome of the worst member
 */
public record Solution(Tensor x, Outcome outcome) {
  /**
   * The point, if every member converged.
   *
   * @param what was solved, for the message
   * @throws ArithmeticException saying how far it came and what to do, if one did not
   */
  public Tensor orThrow(String what) {
    if (!outcome.converged()) {
      throw new ArithmeticException(what + " has " + outcome.message());
    }
    return x;
  }
}
