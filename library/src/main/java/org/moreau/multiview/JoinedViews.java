package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;
import org.moreau.engine.TensorData;

/**
 * Views of the same rows side by side in float64, on the CPU.
 *
 * @param joined as they are, row by row
 * @param centred Z, the same without its column means, [rows, features]
 * @param gram ZᵀZ, row by row
 * @param sizes the features of each view
 */
record JoinedViews(double[] joined, DenseMatrix centred, double[] gram, List<Integer> sizes) {
  private static final double ROUNDING = 0x1p-48;

  /**
   * Joins views [rows, features each].
   *
   * @throws IllegalArgumentException naming the view that has another shape, rows, type or device,
   *     or is not finite
   */
  static JoinedViews of(List<Tensor> views, MatrixSpace space) {
    List<Integer> sizes = sizes(views);
    int features = sizes.stream().mapToInt(Integer::intValue).sum();
    JoinedViews joined = of(side(views, sizes, features), sizes, space);
    joined.requireFinite(views);
    return joined;
  }

  /**
   * The features of each view.
   *
   * @throws IllegalArgumentException naming the view that does not fit the first one
   */
  static List<Integer> sizes(List<Tensor> views) {
    if (views.isEmpty()) {
      throw new IllegalArgumentException("views must be at least 2, got none");
    }
    List<Integer> sizes = new ArrayList<>();
    for (int j = 0; j < views.size(); j++) {
      ViewChecks.shape(name(j), views.get(j));
      ViewChecks.like(name(j), views.get(j), name(0), views.get(0));
      sizes.add((int) views.get(j).size(1));
    }
    ViewChecks.rows(views.get(0).size(0));
    return List.copyOf(sizes);
  }

  /**
   * Checks the views that these were joined from.
   *
   * @throws IllegalArgumentException naming the view that is not finite
   */
  void requireFinite(List<Tensor> views) {
    for (double entry : gram) {
      if (!Double.isFinite(entry)) {
        for (int j = 0; j < views.size(); j++) {
          ViewChecks.finite(name(j), views.get(j));
        }
        throw new IllegalArgumentException(
            "the views are so large that their squares overflow; scale them down");
      }
    }
  }

  /** The same for finite values that are side by side already. */
  static JoinedViews of(double[] joined, List<Integer> sizes, MatrixSpace space) {
    int features = sizes.stream().mapToInt(Integer::intValue).sum();
    int rows = joined.length / features;
    double[] mean = mean(joined, rows, features);
    DenseMatrix centred = space.matrix(rows, features, centred(joined, mean));
    double[] gram = square(centred, space);
    clearConstant(centred, gram, mean);
    return new JoinedViews(joined, centred, gram, List.copyOf(sizes));
  }

  /** Tensors [rows, features each] side by side, row by row. */
  static double[] side(List<Tensor> views, List<Integer> sizes, int features) {
    int rows = (int) views.get(0).size(0);
    double[] joined = new double[Math.multiplyExact(rows, features)];
    int from = 0;
    for (int j = 0; j < sizes.size(); j++) {
      double[] values = TensorData.doubles(views.get(j));
      int d = sizes.get(j);
      for (int i = 0; i < rows; i++) {
        System.arraycopy(values, i * d, joined, i * features + from, d);
      }
      from += d;
    }
    return joined;
  }

  static double[] mean(double[] values, int rows, int features) {
    double[] mean = new double[features];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < features; j++) {
        mean[j] += values[i * features + j];
      }
    }
    for (int j = 0; j < features; j++) {
      mean[j] /= rows;
    }
    return mean;
  }

  static double[] centred(double[] values, double[] mean) {
    int features = mean.length;
    double[] centred = new double[values.length];
    for (int i = 0; i < values.length; i += features) {
      for (int j = 0; j < features; j++) {
        centred[i + j] = values[i + j] - mean[j];
      }
    }
    return centred;
  }

  private static double[] square(DenseMatrix centred, MatrixSpace space) {
    DenseMatrix square = space.matrix(centred.columns(), centred.columns());
    square.product(1, centred, true, centred, false, 0);
    return square.values();
  }

  /** The same views in other coordinates of their features. */
  JoinedViews turned(RowSpace.Basis basis, MatrixSpace space) {
    DenseMatrix turned = space.matrix(rows(), basis.columns().columns());
    turned.product(centred, basis.columns());
    return new JoinedViews(joined, turned, square(turned, space), basis.sizes());
  }

  /** Sets columns to 0 that are only the rounding of their mean. */
  private static void clearConstant(DenseMatrix centred, double[] gram, double[] mean) {
    int features = mean.length;
    for (int i = 0; i < features; i++) {
      double square = gram[i * features + i];
      double rounding = ROUNDING * mean[i];
      if (square > 0 && Double.isFinite(square) && square <= rounding * rounding * centred.rows()) {
        double[] values = centred.values();
        for (int row = 0; row < values.length; row += features) {
          values[row + i] = 0;
        }
        centred.put(values);
        for (int j = 0; j < features; j++) {
          gram[i * features + j] = 0;
          gram[j * features + i] = 0;
        }
      }
    }
  }

  int rows() {
    return centred.rows();
  }

  int features() {
    return centred.columns();
  }

  /** The columns of each view as tensors of their own, of the type and device of {@code like}. */
  static List<Tensor> split(double[] whole, List<Integer> sizes, Tensor like) {
    int features = sizes.stream().mapToInt(Integer::intValue).sum();
    int rows = whole.length / features;
    List<Tensor> parts = new ArrayList<>();
    int from = 0;
    for (int d : sizes) {
      double[] part = new double[rows * d];
      for (int i = 0; i < rows; i++) {
        System.arraycopy(whole, i * features + from, part, i * d, d);
      }
      parts.add(TensorData.of(part, rows, d).to(like.device(), like.scalar_type()));
      from += d;
    }
    return parts;
  }

  private static String name(int j) {
    return "view " + (j + 1);
  }
}
