package org.moreau.multiview;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of deep canonical correlation analysis: minus the sum of the leading canonical
 * correlations of a batch, with its gradient for both views. Computed in float64, returned in the
 * type of the first view.
 *
 * <p>Gradient: −(2 X D_xx + Y D_xyᵀ) c with D_xx = −½ R_x U S Uᵀ R_x and D_xy = R_x U Vᵀ R_y, U, S,
 * V the leading singular vectors and values of T, R the inverse roots of the covariances. Cost: O(n
 * d²) and a decomposition of d x d. Source: Andrew et al., Deep canonical correlation analysis
 * (2013).
 */
public record CcaLoss(CanonicalCorrelation correlation) {
  /** All correlations, with the usual ridge. */
  public CcaLoss() {
    this(CanonicalCorrelation.all());
  }

  /**
   * − Σσ, [], of views [n, d₁] and [n, d₂].
   *
   * @throws IllegalArgumentException if the views do not fit each other, are not finite, or have
   *     fewer correlations than are to count
   * @throws ArithmeticException if the sum has no derivative, as the next correlation is as large
   */
  public Tensor of(Tensor x, Tensor y) {
    return CorrelationGradient.loss(correlation, 0, List.of(x, y));
  }
}
