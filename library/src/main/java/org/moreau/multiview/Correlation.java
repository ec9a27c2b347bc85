package org.moreau.multiview;

import java.util.List;
import org.moreau.engine.MatrixSpace;

/** A measure φ of how much views have in common: a function of their joined Gram matrix. */
public sealed interface Correlation permits CanonicalCorrelation, GeneralisedCorrelation {
  /** Added to the diagonal of each view's covariance. */
  double ridge();

  /** What the Gram matrix is divided by first. */
  CovarianceScaling scaling();

  /** How many of the leading correlations count; 0 for all that there are. */
  int components();

  /**
   * Checks that it can be measured between views of {@code sizes} features.
   *
   * @throws IllegalArgumentException if there are too few or too many views, or more components
   *     than features
   */
  void check(List<Integer> sizes);

  /**
   * For the package: a point to move about, for views of {@code sizes} features and {@code n} rows.
   */
  CorrelationPoint point(List<Integer> sizes, long n, MatrixSpace space);
}
