package org.moreau.pathprox;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ModelState;

/** Gives a network the parameters of one of the same kind that was made smaller. */
public final class SmallerNetwork {
  private SmallerNetwork() {}

  /**
   * Copies {@code values} into {@code network}; the weights and biases of its linear layers may
   * have fewer outputs and inputs than there, and vectors of other modules fewer entries, and get
   * those shapes. Whether the layers fit one another only a forward pass shows.
   *
   * @throws IllegalArgumentException naming the first tensor that is missing, unexpected, of
   *     another type, larger, or of another shape than that, or a bias of another length than its
   *     weight has outputs; nothing is changed then
   */
  public static void load(Network network, Map<String, Tensor> values) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> own = ModelState.of(network).all();
      Map<String, Tensor> alike = new HashMap<>();
      Map<String, Tensor> smaller = new LinkedHashMap<>();
      own.forEach(
          (name, tensor) -> {
            Tensor given = values.get(name);
            alike.put(name, tensor);
            if (given != null && fits(tensor, given, isLinear(network, name))) {
              smaller.put(name, tensor);
              alike.put(name, tensor.new_empty(given.shape()));
            }
          });
      NamedTensors.requireAlike("the smaller network", alike, values);
      network.linearLayers().keySet().forEach(layer -> requireOneLength(layer, values));
      smaller.forEach((name, tensor) -> set(tensor, NamedTensors.get(values, name)));
      NamedTensors.copyInto(own, values);
    }
  }

  private static void requireOneLength(String layer, Map<String, Tensor> values) {
    Tensor weight = values.get(layer + ".weight");
    Tensor bias = values.get(layer + ".bias");
    if (weight != null && bias != null && weight.size(0) != bias.size(0)) {
      throw new IllegalArgumentException(
          "the tensor "
              + layer
              + ".bias of the smaller network must have an entry for each of the "
              + weight.size(0)
              + " outputs of "
              + layer
              + ".weight, got "
              + bias.size(0));
    }
  }

  /** Whether the tensor is one of a linear layer. */
  static boolean isLinear(Network network, String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && network.linearLayers().containsKey(name.substring(0, dot));
  }

  /**
   * Whether only the first two dimensions differ, and are not larger; or, in a module that is not
   * linear, the one that holds all entries.
   */
  private static boolean fits(Tensor tensor, Tensor given, boolean isLinear) {
    long[] from = tensor.shape();
    long[] to = given.shape();
    boolean fits = from.length == to.length;
    for (int i = 0; fits && i < from.length; i++) {
      boolean free = isLinear ? i < 2 : from[i] == tensor.numel();
      fits = free ? to[i] >= 1 && to[i] <= from[i] : to[i] == from[i];
    }
    return fits && !Arrays.equals(from, to);
  }

  /** Gives a parameter other values and their shape; it stays the same object. */
  static void set(Tensor parameter, Tensor values) {
    ScalarType type = parameter.scalar_type();
    Tensor own = values.detach().to(parameter.device(), type).contiguous().clone();
    parameter.mutable_grad().reset();
    // Where a graph is still alive, libtorch would go on expecting gradients of the old shape: it
    // forgets only when the type changes.
    boolean isFloat = type.intern() == ScalarType.Float;
    parameter.set_data(own.to(isFloat ? ScalarType.Double : ScalarType.Float));
    parameter.set_data(own);
  }
}
