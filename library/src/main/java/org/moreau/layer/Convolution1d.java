package org.moreau.layer;

import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.DetailConv1dOptions;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Another Java object for libtorch's layer, which follows a rule where there is one. */
final class Convolution1d extends Conv1dImpl implements LinearLayer {
  private final Route route = new Route(this);

  Convolution1d(Conv1dImpl layer) {
    super((Pointer) layer);
  }

  @Override
  public Tensor forward(Tensor x) {
    return route.forward(x);
  }

  @Override
  public Tensor plainForward(Tensor x) {
    return super.forward(x);
  }

  @Override
  public LinearMap map() {
    DetailConv1dOptions options = options();
    return ConvolutionMap.of(
        1,
        new ConvolutionMap.Options(
            options.kernel_size(),
            options.stride(),
            () -> options.padding().get0(),
            () -> options.padding().get1(),
            options.dilation(),
            options.groups(),
            options.padding_mode()));
  }

  @Override
  public Map<String, Tensor> linearParameters() {
    return Route.weightAndBias(weight(), bias());
  }

  @Override
  public @Nullable GradientRule rule() {
    return route.rule();
  }

  @Override
  public void rule(@Nullable GradientRule rule) {
    route.rule(rule);
  }
}
