package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;

/**
 * Views of the same rows side by side in float64.
 *
 * @param joined as they are, [rows, features]
 * @param centred Z, the same without its column means
 * @param gram ZᵀZ, row by row
 * @param sizes the features of each view
 */
record JoinedViews(Tensor joined, Tensor centred, double[] gram, List<Integer> sizes) {
  /**
   * Joins views [rows, features each].
   *
   * @throws IllegalArgumentException naming the view that has another shape, rows, type or device,
   *     or is not finite
   */
  static JoinedViews of(List<Tensor> views) {
    requireShapes(views);
    try (NoGradGuard guard = new NoGradGuard()) {
      TensorVector parts = new TensorVector();
      List<Integer> sizes = new ArrayList<>();
      for (Tensor view : views) {
        parts.push_back(view.detach());
        sizes.add((int) view.size(1));
      }
      Tensor joined = torch.cat(parts, 1).to(ScalarType.Double);
      Tensor centred = joined.sub(joined.mean(0));
      double[] gram = TensorData.doubles(centred.t().mm(centred));
      for (double entry : gram) {
        if (!Double.isFinite(entry)) {
          requireFinite(views);
          throw new IllegalArgumentException(
              "the views are so large that their squares overflow; scale them down");
        }
      }
      return new JoinedViews(joined, centred, gram, List.copyOf(sizes));
    }
  }

  long rows() {
    return centred.size(0);
  }

  int features() {
    return (int) centred.size(1);
  }

  private static void requireShapes(List<Tensor> views) {
    for (int j = 0; j < views.size(); j++) {
      ViewChecks.shape(name(j), views.get(j));
      ViewChecks.like(name(j), views.get(j), name(0), views.get(0));
    }
    ViewChecks.rows(views.get(0).size(0));
  }

  private static void requireFinite(List<Tensor> views) {
    for (int j = 0; j < views.size(); j++) {
      ViewChecks.finite(name(j), views.get(j));
    }
  }

  private static String name(int j) {
    return "view " + (j + 1);
  }
}
