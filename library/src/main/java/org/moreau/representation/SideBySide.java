package org.moreau.representation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;

/** A network 0, 1, ... for each view. */
final class SideBySide extends Network {
  private final List<UnaryOperator<Tensor>> networks = new ArrayList<>();

  <M extends Network & ImageClassifier> SideBySide(List<M> networks) {
    this(networks, ImageClassifier::logits);
  }

  /** Of networks that compute {@code forward}. */
  <M extends Network> SideBySide(List<M> networks, BiFunction<M, Tensor, Tensor> forward) {
    super("SideBySide");
    TensorScope.retain(this);
    for (int i = 0; i < networks.size(); i++) {
      M network = register_module(String.valueOf(i), networks.get(i));
      this.networks.add(input -> forward.apply(network, input));
    }
  }

  List<Tensor> of(List<Tensor> inputs) {
    if (inputs.size() != networks.size()) {
      throw new IllegalArgumentException(
          "views must be " + networks.size() + ", as the network has, got " + inputs.size());
    }
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < networks.size(); i++) {
      outputs.add(of(i, inputs.get(i)));
    }
    return outputs;
  }

  Tensor of(int view, Tensor input) {
    return networks.get(view).apply(input);
  }

  /** The mean squared error, [], of each view's output, added over the views. */
  static Tensor squaredError(List<Tensor> outputs, List<Tensor> targets) {
    Tensor sum = torch.mse_loss(outputs.get(0), targets.get(0));
    for (int v = 1; v < outputs.size(); v++) {
      sum = sum.add(torch.mse_loss(outputs.get(v), targets.get(v)));
    }
    return sum;
  }
}
