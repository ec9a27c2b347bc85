package org.moreau.multiview;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * The linear map x → (x − mean) weights from a view to components, and how well posed it was.
 *
 * @param mean [features], float64
 * @param weights [features, components], float64
 * @param effectiveRank of the centred view: directions that are rounding are left out of the map
 * @param condition the largest by the smallest eigenvalue of the view's covariance with the ridge,
 *     among the directions that are not left out; infinite where there are none
 */
public record ViewMap(Tensor mean, Tensor weights, int effectiveRank, double condition) {
  /** Keeps the tensors beyond the scopes that are open. */
  public ViewMap {
    mean = TensorScope.own(mean);
    weights = TensorScope.own(weights);
  }

  /** The components of {@code view} [rows, features] in its own type; without a graph. */
  public Tensor of(Tensor view) {
    Check.shape("view", view, -1, mean.size(0));
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor centred = view.to(mean.device(), ScalarType.Double).sub(mean);
      return centred.mm(weights).to(view.device(), view.scalar_type());
    }
  }
}
