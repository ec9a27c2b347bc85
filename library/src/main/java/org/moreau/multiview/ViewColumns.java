package org.moreau.multiview;

import org.moreau.engine.DenseMatrix;

/** A matrix with a column for each feature, and the columns of each view in it. */
final class ViewColumns {
  final DenseMatrix whole;
  private final DenseMatrix[] views;

  /** The columns of {@code whole} by the views of {@code point}. */
  ViewColumns(DenseMatrix whole, CorrelationPoint point) {
    this.whole = whole;
    views = new DenseMatrix[point.offsets.length - 1];
    for (int j = 0; j < views.length; j++) {
      views[j] = whole.narrow(point.offsets[j], point.offsets[j + 1] - point.offsets[j]);
    }
  }

  /** This = a Λ. */
  void whiten(ViewColumns a, CorrelationPoint point) {
    for (int j = 0; j < views.length; j++) {
      views[j].product(a.views[j], point.whitening(j));
    }
  }

  /** This = scale a Λᵀ. */
  void whitenTransposed(double scale, ViewColumns a, CorrelationPoint point) {
    for (int j = 0; j < views.length; j++) {
      views[j].product(scale, a.views[j], false, point.whitening(j), true, 0);
    }
  }
}
