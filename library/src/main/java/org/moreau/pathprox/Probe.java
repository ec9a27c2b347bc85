package org.moreau.pathprox;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;

/**
 * A network's forward pass and an example for it.
 *
 * @param example owned by the probe, freed with it
 */
record Probe(Network network, UnaryOperator<Tensor> forward, Tensor example) {
  static Probe of(Network network, UnaryOperator<Tensor> forward, Tensor example) {
    try (TensorScope scope = new TensorScope()) {
      return new Probe(network, forward, TensorScope.own(example.detach().clone()));
    }
  }

  /** Passes on the example, in the open scope, where the network is now. */
  Passes passes(boolean training) {
    TensorVector parameters = network.parameters();
    Tensor x =
        parameters.empty()
            ? example
            : example.to(parameters.get(0).device(), example.scalar_type());
    return new Passes(network, forward, x, training);
  }
}
