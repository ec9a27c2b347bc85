package org.moreau.solver;

/**
 * How an iterative solve, or the worst of several, ended.
 *
 * @param error a bound or measure of the relative error, as the solver documents it
 * @param tolerance what was asked for
 * @param iterations the most iterations that one solve took
 * @param advice what to do where it did not converge
 */
public record Outcome(double error, double tolerance, int iterations, String advice) {
  private static final String GENERAL_ADVICE =
      "allow more iterations, a larger tolerance, or use float64";

  /** With advice that fits every solve. */
  public Outcome(double error, double tolerance, int iterations) {
    this(error, tolerance, iterations, GENERAL_ADVICE);
  }

  /** Nothing solved yet. */
  public static Outcome none(double tolerance) {
    return new Outcome(0, tolerance, 0);
  }

  /** The same with other advice. */
  public Outcome advising(String advice) {
    return new Outcome(error, tolerance, iterations, advice);
  }

  /** Whether the error is within the tolerance. */
  public boolean converged() {
    return error <= tolerance;
  }

  /** The worse of both. */
  public Outcome or(Outcome other) {
    boolean mine = error >= other.error || Double.isNaN(error);
    return new Outcome(
        mine ? error : other.error,
        tolerance,
        Math.max(iterations, other.iterations),
        mine && iterations > 0 ? advice : other.advice);
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
        + "; "
        + advice;
  }
}
