package org.moreau.multiview;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.CustomGradient;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.TensorData;

/** offset − φ of views as a number that can be differentiated. */
final class CorrelationGradient {
  private CorrelationGradient() {}

  static Tensor loss(Correlation correlation, double offset, List<Tensor> views) {
    JoinedViews joined = JoinedViews.of(views);
    correlation.check(joined.sizes());
    CorrelationPoint point = correlation.point(joined.sizes(), joined.rows());
    point.move(joined.gram());
    point.keep(point.decide());
    point.requireSmooth();
    Tensor first = views.get(0);
    Tensor value =
        TensorData.of(new double[] {offset - point.value()})
            .to(first.device(), first.scalar_type())
            .squeeze(0);
    return CustomGradient.attach(
        value, views, cotangent -> gradients(joined, point, views, cotangent));
  }

  private static List<@Nullable Tensor> gradients(
      JoinedViews joined, CorrelationPoint point, List<Tensor> views, Tensor cotangent) {
    DenseMatrix slope = new DenseMatrix(joined.features(), joined.features(), point.slope());
    Tensor gradient =
        joined
            .centred()
            .mm(slope.tensor().to(joined.centred().device(), ScalarType.Double))
            .mul_(cotangent.to(ScalarType.Double));
    return joined.split(gradient, views);
  }
}
