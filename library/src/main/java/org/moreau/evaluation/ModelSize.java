package org.moreau.evaluation;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;
import org.moreau.layer.GradientRule;
import org.moreau.layer.Network;
import org.moreau.layer.TemporaryRules;
import org.moreau.model.ModelState;

/**
 * What a network takes.
 *
 * @param parameters the number of learnt values
 * @param bytes what they take in memory; a file of the network has a header and the buffers, such
 *     as running means, beside them
 * @param flops the additions and multiplications of its linear layers for one example: two for each
 *     entry of the weight and place of the output
 */
public record ModelSize(long parameters, long bytes, long flops) {
  /**
   * The size of {@code network}.
   *
   * @param forward the network's forward pass
   * @param example a batch of one example or more
   */
  public static ModelSize of(Network network, UnaryOperator<Tensor> forward, Tensor example) {
    long parameters = 0;
    long bytes = 0;
    try (TensorScope scope = new TensorScope()) {
      for (Tensor parameter : ModelState.of(network).parameters().values()) {
        parameters += parameter.numel();
        bytes += parameter.numel() * parameter.element_size();
      }
      return new ModelSize(parameters, bytes, products(network, forward, example));
    }
  }

  private static long products(Network network, UnaryOperator<Tensor> forward, Tensor example) {
    long[] products = new long[1];
    GradientRule counting =
        (layer, x) -> {
          Tensor z = layer.plainForward(x);
          Tensor weight = NamedTensors.get(layer.linearParameters(), "weight");
          products[0] += z.numel() * (weight.numel() / weight.size(0));
          return z;
        };
    try (TemporaryRules rules = new TemporaryRules(network, name -> counting)) {
      Tensor outputs = forward.apply(example);
      return 2 * products[0] / outputs.size(0);
    }
  }
}
