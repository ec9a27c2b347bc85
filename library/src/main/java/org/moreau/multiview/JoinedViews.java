package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
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
  private static final double ROUNDING = 0x1p-48;

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
      Tensor mean = joined.mean(0);
      Tensor centred = joined.sub(mean);
      double[] gram = TensorData.doubles(centred.t().mm(centred));
      for (double entry : gram) {
        if (!Double.isFinite(entry)) {
          requireFinite(views);
          throw new IllegalArgumentException(
              "the views are so large that their squares overflow; scale them down");
        }
      }
      clearConstant(centred, gram, TensorData.doubles(mean));
      return new JoinedViews(joined, centred, gram, List.copyOf(sizes));
    }
  }

  /** The same views in other coordinates of their features. */
  JoinedViews turned(RowSpace.Basis basis) {
    Tensor turned = centred.mm(basis.columns());
    double[] square = TensorData.doubles(turned.t().mm(turned));
    return new JoinedViews(joined.mm(basis.columns()), turned, square, basis.sizes());
  }

  /** Sets columns to 0 that are only the rounding of their mean. */
  private static void clearConstant(Tensor centred, double[] gram, double[] mean) {
    int features = mean.length;
    for (int i = 0; i < features; i++) {
      double square = gram[i * features + i];
      double rounding = ROUNDING * mean[i];
      if (square > 0 && square <= rounding * rounding * centred.size(0)) {
        centred.select(1, i).zero_();
        for (int j = 0; j < features; j++) {
          gram[i * features + j] = 0;
          gram[j * features + i] = 0;
        }
      }
    }
  }

  /** The columns of each view, as tensors of their own in the type of {@code like}. */
  List<@Nullable Tensor> split(Tensor whole, List<Tensor> like) {
    List<@Nullable Tensor> parts = new ArrayList<>();
    int from = 0;
    for (int j = 0; j < sizes.size(); j++) {
      Tensor part = whole.narrow(1, from, sizes.get(j)).clone();
      parts.add(part.to(like.get(j).scalar_type()));
      from += sizes.get(j);
    }
    return parts;
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
