package org.moreau.multiview;

import java.util.List;
import org.moreau.engine.Check;
import org.moreau.engine.MatrixSpace;

/**
 * The sum of the {@code components} largest eigenvalues of M = Σ_j c X_j (c X_jᵀX_j + εI)⁻¹ X_jᵀ,
 * for two or more centred views: J · components minus it is the least Σ_j |G − X_j U_j|² + ε/c
 * |U_j|² over GᵀG = I, the GCCA loss.
 *
 * <p>For two views and ε → 0 it is {@code components} plus the sum of as many canonical
 * correlations. Source: ProxNet, supplement E; Kettenring, Canonical analysis of several sets of
 * variables (1971).
 *
 * @param components the columns of G
 * @param ridge ε > 0
 */
public record GeneralisedCorrelation(int components, double ridge, CovarianceScaling scaling)
    implements Correlation {
  public GeneralisedCorrelation {
    Check.positive("components", components);
    Check.positive("ridge", ridge);
  }

  /** The {@code components} largest, with the usual ridge and scaling. */
  public static GeneralisedCorrelation top(int components) {
    return new GeneralisedCorrelation(
        components, CanonicalCorrelation.USUAL_RIDGE, CovarianceScaling.CODE);
  }

  @Override
  public void check(List<Integer> sizes) {
    if (sizes.size() < 2) {
      throw new IllegalArgumentException(
          "views must be at least 2, got " + sizes.size() + "; one has nothing to agree with");
    }
  }

  @Override
  public CorrelationPoint point(List<Integer> sizes, long n, MatrixSpace space) {
    return new GeneralisedPoint(this, sizes, n, space);
  }
}
