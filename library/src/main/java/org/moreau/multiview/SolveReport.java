package org.moreau.multiview;

import org.moreau.solver.Outcome;

/**
 * What a proximal map of correlation took.
 *
 * @param forward |∇f| at the result, relative to that of the correlation at the input
 * @param backward of the linear solve for the derivative; without iterations before it ran
 * @param evaluations of the objective
 * @param products with the Hessian, forward only
 * @param components how many correlations count
 * @param spectrum all correlations at the result, descending; those that do not count may be 0
 */
public record SolveReport(
    Outcome forward,
    Outcome backward,
    int evaluations,
    int products,
    int components,
    double[] spectrum) {
  /** The smallest correlation that counts: near 0 the derivative is large and less exact. */
  public double smallestCorrelation() {
    return components == 0 ? 0 : spectrum[components - 1];
  }

  /** The distance from the smallest one that counts to the next; infinite where there is none. */
  public double gap() {
    boolean isLast = components == 0 || components == spectrum.length;
    return isLast ? Double.POSITIVE_INFINITY : spectrum[components - 1] - spectrum[components];
  }

  /** Whether both solves are within their tolerance. */
  public boolean converged() {
    return forward.converged() && backward.converged();
  }

  SolveReport withBackward(Outcome outcome) {
    return new SolveReport(forward, outcome, evaluations, products, components, spectrum);
  }
}
