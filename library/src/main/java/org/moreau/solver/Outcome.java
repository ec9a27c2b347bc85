package org.moreau.solver;

/**
 * How an iterative solve, or the worst of several, ended.
 *
 * @param error a proven bound of the relative error, as far as it was checked
 * @param tolerance what was asked for
 * @param iterations the most iterations that one solve took
 */
public record Outcome(double error, double tolerance, int iterations) {
  /** Nothing solved yet. */
  public static Outcome none(double tolerance) {
    return new Outcome(0, tolerance, 0);
  }

  /** Whether the error is within the tolerance. */
  public boolean converged() {
    return error <= tolerance;
  }

  /** The worse of both. */
  public Outcome or(Outcome other) {
    double worse = error >= other.error || Double.isNaN(error) ? error : other.error;
    return new Outcome(worse, tolerance, Math.max(iterations, other.iterations));
  }

  /** What happened, and what to do where it did not converge. */
  public String message() {
    if (converged()) {
      return "converged: relative error at most " + error + " after " + iterations + " iterations";
    }
    return "not converged: relative error up to "
        + error
        + " after "
        + iterations
        + " iterations, tolerance "
        + tolerance
        + "; the input Jacobian is large for this delta^2/lambda: lower it, or allow more"
        + " iterations or float64";
  }
}
