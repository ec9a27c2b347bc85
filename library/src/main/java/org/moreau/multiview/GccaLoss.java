package org.moreau.multiview;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of generalised canonical correlation analysis, min over G, U_j of Σ_j |G − X_j U_j|² +
 * ridge / c |U_j|² with GᵀG = I, 1/c being n − 1 or 1 by the {@link CovarianceScaling}: views ·
 * components minus the leading eigenvalues. Computed in float64, returned in the type of the first
 * view.
 *
 * <p>Gradient: −2 (G − X_j U_j) U_jᵀ, from the Gram matrix of all views. Source: Benton et al.,
 * Deep generalized canonical correlation analysis (2017).
 */
public record GccaLoss(GeneralisedCorrelation correlation) {
  /**
   * The loss, [], of views [n, d_j].
   *
   * @throws IllegalArgumentException if the views do not fit each other, are not finite, or have a
   *     smaller rank than there are components
   * @throws ArithmeticException if it has no derivative, as the next eigenvalue is as large
   */
  public Tensor of(List<Tensor> views) {
    double offset = (double) views.size() * correlation.components();
    return CorrelationGradient.loss(correlation, offset, views);
  }
}
