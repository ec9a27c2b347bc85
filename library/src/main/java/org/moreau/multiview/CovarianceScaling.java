package org.moreau.multiview;

/** What covariances are divided by before the ridge is added. */
public enum CovarianceScaling {
  /** By n − 1, as ProxNet's published code does. */
  CODE,
  /**
   * By nothing, as ProxNet's paper writes: the same ridge is n − 1 times weaker than in the other.
   */
  PAPER;

  double factor(long n) {
    return this == CODE ? 1.0 / (n - 1) : 1;
  }
}
