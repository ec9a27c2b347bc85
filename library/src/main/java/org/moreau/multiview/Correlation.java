package org.moreau.multiview;

import java.util.List;

/** A measure φ of how much views have in common: a function of their joined Gram matrix. */
public sealed interface Correlation permits CanonicalCorrelation, GeneralisedCorrelation {
  /** Added to the diagonal of each view's covariance. */
  double ridge();

  /** What the Gram matrix is divided by first. */
  CovarianceScaling scaling();

  /** How many of the leading correlations count. */
  int components();

  /**
   * For the package: a point to move about, for views of {@code sizes} features and {@code n} rows.
   */
  CorrelationPoint point(List<Integer> sizes, long n);
}
