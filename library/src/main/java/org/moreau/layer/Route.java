package org.moreau.layer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** What the linear layers have in common: they follow a rule where there is one. */
final class Route {
  private final LinearLayer layer;
  private @Nullable GradientRule rule;

  Route(LinearLayer layer) {
    this.layer = layer;
  }

  @Nullable GradientRule rule() {
    return rule;
  }

  void rule(@Nullable GradientRule rule) {
    this.rule = rule;
  }

  Tensor forward(Tensor x) {
    return rule == null || !GradMode.is_enabled() ? layer.plainForward(x) : rule.forward(layer, x);
  }

  /** The parameters of a layer of libtorch's, by their names there. */
  static Map<String, Tensor> weightAndBias(Tensor weight, Tensor bias) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("weight", weight);
    if (bias.defined()) {
      parameters.put("bias", bias);
    }
    return parameters;
  }
}
