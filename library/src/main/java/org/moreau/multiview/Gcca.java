package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * Generalised canonical correlation analysis of two or more views: the G [n, components], GᵀG = I,
 * that all views predict best, argmin Σ_j |G − X_j U_j|² + (n − 1) ridge |U_j|² of the centred
 * views, and the maps U_j. In float64 from the singular values of the views, as {@link LinearCca}.
 *
 * <p>Source: Kettenring, Canonical analysis of several sets of variables (1971), MAXVAR.
 *
 * @param common G, float64
 * @param eigenvalues descending, of Σ_j X_j(X_jᵀX_j + (n − 1) ridge I)⁻¹X_jᵀ: the number of views
 *     where all agree without a ridge
 * @param gap from the last eigenvalue to the next one: where it is near 0, G may turn into other
 *     directions at the least change of the views
 * @param maps U_j
 */
public record Gcca(Tensor common, double[] eigenvalues, double gap, List<ViewMap> maps) {
  /** Keeps the tensors beyond the scopes that are open. */
  public Gcca {
    common = TensorScope.own(common);
    maps = List.copyOf(maps);
  }

  /**
   * Fits all maps.
   *
   * @param views [n, d_j] each
   * @param components at most the rank of all views together
   * @param ridge >= 0
   * @throws IllegalArgumentException if the views do not fit each other or have a smaller rank
   */
  public static Gcca fit(List<Tensor> views, int components, double ridge) {
    Check.positive("components", components);
    Check.nonNegative("ridge", ridge);
    if (views.size() < 2) {
      throw new IllegalArgumentException("views must be at least 2, got " + views.size());
    }
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      List<CentredView> centred = new ArrayList<>();
      TensorVector whitened = new TensorVector();
      for (int j = 0; j < views.size(); j++) {
        String name = "view " + (j + 1);
        ViewChecks.shape(name, views.get(j));
        ViewChecks.like(name, views.get(j), "view 1", views.get(0));
        CentredView view = CentredView.of(name, views.get(j));
        centred.add(view);
        whitened.push_back(view.whitened(ridge));
      }
      return fit(centred, torch.cat(whitened, 1), components, ridge);
    }
  }

  private static Gcca fit(
      List<CentredView> centred, Tensor whitened, int components, double ridge) {
    var svd = torch.linalg_svd(whitened, false, null);
    double[] eigenvalues = TensorData.doubles(svd.get1().square());
    int rank = 0;
    while (rank < eigenvalues.length && eigenvalues[rank] > 1e-14 * eigenvalues[0]) {
      rank++;
    }
    if (components > rank) {
      throw new IllegalArgumentException(
          "components must be at most the rank of all views together, "
              + rank
              + ", got "
              + components);
    }
    Tensor common = svd.get0().narrow(1, 0, components);
    List<ViewMap> maps = new ArrayList<>();
    for (CentredView view : centred) {
      Tensor share =
          view.s().div(view.variances(ridge)).div(new Scalar((double) (common.size(0) - 1)));
      maps.add(view.map(share.unsqueeze(1).mul(view.u().t().mm(common)), ridge));
    }
    double next = components < eigenvalues.length ? eigenvalues[components] : 0;
    return new Gcca(
        common.clone(),
        java.util.Arrays.copyOf(eigenvalues, components),
        eigenvalues[components - 1] - next,
        maps);
  }
}
