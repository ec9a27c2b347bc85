package org.moreau.multiview;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * Linear canonical correlation analysis: the pairs of directions in which two views correlate most,
 * uncorrelated within each view and of variance 1 there, with the ridge counted in.
 *
 * <p>In float64 from the singular values of the views themselves. Constant and repeated columns,
 * fewer rows than features and equal correlations are no trouble: what has no variance is left out
 * of the maps, and their effective rank says so; in float32 that is also what lies below 1e-6 of
 * the view's largest entry times √n, its rounding. With fewer rows than features and no ridge all
 * correlations are 1 and mean nothing. Cost: a singular value decomposition of each view.
 *
 * <p>Source: Hotelling, Relations between two sets of variates (1936); Vinod, Canonical ridge
 * (1976).
 *
 * @param correlations descending, one for each component
 * @param first the map of the first view
 * @param second the map of the second view
 */
public record LinearCca(double[] correlations, ViewMap first, ViewMap second) {
  /**
   * Fits both maps.
   *
   * @param x [n, d₁]
   * @param y [n, d₂]
   * @param components how many; {@link CanonicalCorrelation#ALL} for the smaller effective rank
   * @param ridge added to the covariances' diagonal, >= 0
   * @throws IllegalArgumentException if the views do not fit each other, or have no variance in as
   *     many directions as there are to be components
   */
  public static LinearCca fit(Tensor x, Tensor y, int components, double ridge) {
    Check.nonNegative("ridge", ridge);
    if (components != CanonicalCorrelation.ALL) {
      Check.positive("components", components);
    }
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      ViewChecks.shape("x", x);
      ViewChecks.shape("y", y);
      ViewChecks.like("y", y, "x", x);
      CentredView a = CentredView.of("x", x);
      CentredView b = CentredView.of("y", y);
      int most = Math.min(a.rank(), b.rank());
      if (components > most || most == 0) {
        throw new IllegalArgumentException(
            "components must be from 1 to the smaller effective rank of the views, x has "
                + a.rank()
                + ", y has "
                + b.rank()
                + ", got "
                + components
                + "; constant and repeated columns do not count");
      }
      int count = components == CanonicalCorrelation.ALL ? most : components;
      Tensor t = a.whitened(ridge).t().mm(b.whitened(ridge));
      var svd = torch.linalg_svd(t, false, null);
      return new LinearCca(
          TensorData.doubles(svd.get1().narrow(0, 0, count)),
          map(a, svd.get0().narrow(1, 0, count), ridge),
          map(b, svd.get2().narrow(0, 0, count).t(), ridge));
    }
  }

  private static ViewMap map(CentredView view, Tensor directions, double ridge) {
    return view.map(view.variances(ridge).rsqrt().unsqueeze(1).mul(directions), ridge);
  }
}
