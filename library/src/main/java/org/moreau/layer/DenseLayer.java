package org.moreau.layer;

import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Another Java object for libtorch's linear layer, which follows a rule where there is one. */
final class DenseLayer extends LinearImpl implements LinearLayer {
  private final Route route = new Route(this);

  DenseLayer(LinearImpl layer) {
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
    return new DenseMap();
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
