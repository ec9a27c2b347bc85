package org.moreau.solver;

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

    /** Lets the point's memory be used for another one. */
    default void discard() {}
  }
}
