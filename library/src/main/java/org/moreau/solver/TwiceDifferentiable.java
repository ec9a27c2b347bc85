package org.moreau.solver;

import org.jspecify.annotations.Nullable;

/** A function of few variables, on plain arrays, with slope and curvature written by hand. */
@FunctionalInterface
public interface TwiceDifferentiable {
  /** The function at {@code x}, which is not changed as long as the point is in use. */
  Point at(double[] x);

  /** What is known of the function at one point. */
  interface Point {
    double value();

    /** The gradient; not to be changed. */
    double[] gradient();

    /** Writes the Hessian's product with {@code v} to {@code result}. */
    void product(double[] v, double[] result);

    /**
     * A step to where the gradient is at most {@code accuracy} of that of now, were curvature
     * constant, by a way that only this function knows; null if it knows none, or if curvature is
     * not positive.
     */
    default @Nullable NewtonStep newtonStep(double accuracy) {
      return null;
    }

    /** Lets the point's memory be used for another one. */
    default void discard() {}
  }

  /**
   * A step s.
   *
   * @param decrease −⟨∇f, s⟩ − ½ ⟨s, ∇²f s⟩
   * @param products as many products with the Hessian as it was worth
   */
  record NewtonStep(double[] s, double decrease, int products) {}
}
