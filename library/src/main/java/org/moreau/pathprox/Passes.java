package org.moreau.pathprox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.layer.Network;
import org.moreau.layer.TemporaryRules;

/**
 * Forward passes of a network on an example, in which the outputs of its linear layers can be
 * replaced. All draw the same random numbers. The mode of each module, the buffers and the
 * generator's state are restored in the end.
 */
final class Passes implements AutoCloseable {
  private final Network network;
  private final UnaryOperator<Tensor> forward;
  private final Tensor example;
  private final List<Module> modules;
  private final List<Boolean> modes;
  private final Tensor generator;
  private final Map<String, Tensor> buffers;

  /**
   * What a pass computed.
   *
   * @param inputs of each layer, in the order of the first use, one for each use
   * @param outputs likewise
   * @param result of the network
   */
  record Pass(Map<String, List<Tensor>> inputs, Map<String, List<Tensor>> outputs, Tensor result) {
    /** The inputs of a layer that was used. */
    List<Tensor> inputs(String layer) {
      return Objects.requireNonNull(inputs.get(layer), layer);
    }
  }

  /**
   * Passes of {@code network}.
   *
   * @param training the mode of all modules; normalisation by running means looks homogeneous, and
   *     dropout is random in training mode
   */
  Passes(Network network, UnaryOperator<Tensor> forward, Tensor example, boolean training) {
    this.network = network;
    this.forward = forward;
    this.example = example;
    modules = Arrays.asList(network.modules().get());
    modes = modules.stream().map(Module::is_training).toList();
    generator = torch.getDefaultCPUGenerator().get_state().clone();
    buffers = NamedTensors.copy(buffers());
    network.train(training);
  }

  private Map<String, Tensor> buffers() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    StringTensorDict dictionary = network.named_buffers();
    for (long i = 0; i < dictionary.size(); i++) {
      if (dictionary.get(i).value().defined()) {
        tensors.put(dictionary.get(i).key().getString(), new Tensor(dictionary.get(i).value()));
      }
    }
    return tensors;
  }

  /** A pass in which the layers in {@code replaced} have those outputs, one for each use. */
  Pass run(Map<String, List<Tensor>> replaced) {
    Map<String, List<Tensor>> inputs = new LinkedHashMap<>();
    Map<String, List<Tensor>> outputs = new LinkedHashMap<>();
    Seeds.torch(0, "pass");
    try (TemporaryRules rules =
        new TemporaryRules(
            network,
            name ->
                (layer, x) -> {
                  List<Tensor> used = inputs.computeIfAbsent(name, n -> new ArrayList<>());
                  List<Tensor> given = replaced.get(name);
                  Tensor z = given == null ? layer.plainForward(x) : given.get(used.size());
                  used.add(x);
                  outputs.computeIfAbsent(name, n -> new ArrayList<>()).add(z);
                  return z;
                })) {
      return new Pass(inputs, outputs, forward.apply(example));
    }
  }

  @Override
  public void close() {
    NamedTensors.copyInto(buffers(), buffers);
    NamedTensors.close(buffers);
    torch.getDefaultCPUGenerator().set_state(generator);
    // A module sets those inside it too, and stands before them here.
    for (int i = 0; i < modes.size(); i++) {
      modules.get(i).train(modes.get(i));
    }
  }
}
