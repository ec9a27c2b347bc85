package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;
import org.moreau.engine.TensorData;

/** offset − φ of views as a number that can be differentiated. */
final class CorrelationGradient {
  private CorrelationGradient() {}

  static Tensor loss(Correlation correlation, double offset, List<Tensor> views) {
    MatrixSpace space = new MatrixSpace();
    JoinedViews joined = JoinedViews.of(views, space);
    correlation.check(joined.sizes());
    CorrelationPoint point = correlation.point(joined.sizes(), joined.rows(), space);
    point.move(joined.gram());
    point.keep(point.decide());
    point.requireSmooth();
    Tensor first = views.get(0);
    Tensor value =
        TensorData.of(new double[] {offset - point.value()})
            .to(first.device(), first.scalar_type())
            .squeeze(0);
    return CustomGradient.attach(
        value, views, cotangent -> gradients(joined, point, first, cotangent.item_double()));
  }

  private static List<@Nullable Tensor> gradients(
      JoinedViews joined, CorrelationPoint point, Tensor like, double cotangent) {
    MatrixSpace space = new MatrixSpace();
    int features = joined.features();
    DenseMatrix slope = space.matrix(features, features, point.slope(space));
    DenseMatrix gradient = space.matrix(joined.rows(), features);
    gradient.product(cotangent, joined.centred(), false, slope, false, 0);
    return new ArrayList<>(JoinedViews.split(gradient.values(), joined.sizes(), like));
  }
}
