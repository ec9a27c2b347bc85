package org.moreau.multiview;

/** How a proximal layer of correlation is differentiated. */
public enum GradientMode {
  /** By the optimality condition of its result. */
  EXACT,
  /**
   * (prox(X + εV) − prox(X))/ε for the cotangent V, for comparison: ProxNet, eq. 12. ε = 0.01 (1 +
   * |X|∞)/|V|∞, as in the published code.
   */
  ONE_SIDED,
  /** (prox(X + εV) − prox(X − εV))/(2ε) with the same ε, as published. */
  CENTRAL
}
