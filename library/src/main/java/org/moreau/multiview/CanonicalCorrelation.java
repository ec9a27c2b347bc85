package org.moreau.multiview;

import java.util.List;
import org.moreau.engine.Check;
import org.moreau.engine.MatrixSpace;

/**
 * The sum of the leading canonical correlations of two views, the singular values of T = (S_xx +
 * εI)^-½ S_xy (S_yy + εI)^-½ with S_xx = c XᵀX of the centred view.
 *
 * <p>The views may differ in width: T is then d₁ x d₂ and has min(d₁, d₂) singular values. Source:
 * ProxNet, section 5; Andrew et al., Deep canonical correlation analysis (2013).
 *
 * @param components how many correlations count; {@link #ALL} for as many as T has rank
 * @param ridge ε > 0
 */
public record CanonicalCorrelation(int components, double ridge, CovarianceScaling scaling)
    implements Correlation {
  /** As many components as there are. */
  public static final int ALL = 0;

  /** The ridge of ProxNet's published code. */
  public static final double USUAL_RIDGE = 1e-4;

  public CanonicalCorrelation {
    if (components != ALL) {
      Check.positive("components", components);
    }
    Check.positive("ridge", ridge);
  }

  /** All correlations, with the usual ridge and scaling. */
  public static CanonicalCorrelation all() {
    return new CanonicalCorrelation(ALL, USUAL_RIDGE, CovarianceScaling.CODE);
  }

  /** The {@code components} largest correlations, with the usual ridge and scaling. */
  public static CanonicalCorrelation top(int components) {
    Check.positive("components", components);
    return new CanonicalCorrelation(components, USUAL_RIDGE, CovarianceScaling.CODE);
  }

  @Override
  public void check(List<Integer> sizes) {
    if (sizes.size() != 2) {
      throw new IllegalArgumentException(
          "canonical correlation is that of 2 views, got "
              + sizes.size()
              + "; use GeneralisedCorrelation");
    }
    int width = Math.min(sizes.get(0), sizes.get(1));
    if (components > width) {
      throw new IllegalArgumentException(
          "components must be at most the width of the narrower view, "
              + width
              + ", got "
              + components);
    }
  }

  @Override
  public CorrelationPoint point(List<Integer> sizes, long n, MatrixSpace space) {
    return new CanonicalPoint(this, sizes, n, space);
  }
}
