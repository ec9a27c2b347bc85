package org.moreau.proxprop;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringTensorDictItem;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearLayer;
import org.moreau.layer.Network;

/**
 * Gives linear layers (A'A + βI)⁻¹A'g, β = 1/τ_θ, for the gradient A'g of their parameters θ, where
 * z = Aθ is the layer's output and g the gradient at z. Any optimiser then takes implicit steps.
 *
 * <p>Each backward pass adds the direction of its own batch to the gradients. The sum over several
 * passes, or the mean over several machines, is one of directions, and not the direction of the
 * batches together. A layer with several names takes one step for all its uses; one that shares
 * only some of its parameters keeps its gradient, as does one of libtorch's containers, or one that
 * is called by another object than {@link Network} returned for it.
 *
 * <p>Float32: exact steps are computed in float64 where the rounding of a Gram matrix would be
 * felt, and from the singular values of A where it would be in float64; their relative error stays
 * below 1e-3, for convolutions 3e-3, also for inputs of less than full rank.
 *
 * <p>An input or a parameter that is changed in place between forward and backward is an error
 * there, as it is for libtorch's own layers. Both passes need one {@link TensorScope} that stays
 * open: the hooks end with it, and a backward pass after that with a NullPointerException.
 *
 * <p>Source: ProxProp, equations 12 and 13, algorithm 1.
 *
 * @param tauTheta τ_θ > 0, the step of the implicit step
 */
public record ProxProp(StepMode mode, double tauTheta, LastLayer lastLayer) {
  /** How the network's last layer with parameters, in order of registration, gets its gradient. */
  public enum LastLayer {
    /** Libtorch's gradient, as in the paper's algorithm. */
    GRADIENT,
    /** As the others. */
    IMPLICIT
  }

  public ProxProp {
    Objects.requireNonNull(mode, "mode must not be null");
    Check.positive("tauTheta", tauTheta);
    Check.positive("1 / tauTheta", 1 / tauTheta);
  }

  /** The paper's algorithm: the last parametrised layer keeps its gradient. */
  public ProxProp(StepMode mode, double tauTheta) {
    this(mode, tauTheta, LastLayer.GRADIENT);
  }

  /**
   * Makes the network take implicit steps from its next forward pass on.
   *
   * @throws IllegalArgumentException if no layer of the network is known to be linear
   */
  public ImplicitSteps on(Network network) {
    return on(network, false);
  }

  /** The same; each step's report then holds the cosine, at the cost of two gradients. */
  public ImplicitSteps monitoredOn(Network network) {
    return on(network, true);
  }

  private ImplicitSteps on(Network network, boolean monitored) {
    Map<String, LinearLayer> layers = network.linearLayers();
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "the network must have a layer that is linear in its parameters and was registered with"
              + " register_module of Network, got none");
    }
    Map<String, Set<Long>> parameters = parameters(network);
    Map<String, Directions> implicit = new LinkedHashMap<>();
    Map<String, String> kept = new LinkedHashMap<>();
    Map<Set<Long>, ImplicitRule> rules = new HashMap<>();
    Map<Set<Long>, Directions> shared = new HashMap<>();
    for (String name : parameters.keySet()) {
      LinearLayer layer = layers.get(name);
      Set<Long> own = parameters.getOrDefault(name, Set.of());
      String reason = layer == null ? "not known to be linear" : gradientReason(name, parameters);
      if (layer == null || reason != null) {
        kept.put(name, String.valueOf(reason));
        if (layer != null) {
          layer.rule(null);
        }
        continue;
      }
      // One layer by several names, which may be several Java objects, has one rule.
      Directions directions =
          shared.computeIfAbsent(
              own,
              key ->
                  new Directions(name, layer, new DirectionSolver(mode, 1 / tauTheta), monitored));
      implicit.put(name, directions);
      layer.rule(rules.computeIfAbsent(own, key -> new ImplicitRule(name, directions)));
    }
    return new ImplicitSteps(mode, implicit, kept);
  }

  /** Why the linear layer keeps its gradient, or null if it does not. */
  private @Nullable String gradientReason(String name, Map<String, Set<Long>> parameters) {
    String last = name;
    for (String other : parameters.keySet()) {
      last = other;
    }
    Set<Long> own = parameters.getOrDefault(name, Set.of());
    if (lastLayer == LastLayer.GRADIENT && own.equals(parameters.get(last))) {
      return "the last layer with parameters" + (name.equals(last) ? "" : ", which is " + last);
    }
    if (mode instanceof StepMode.Gradient) {
      return "the mode gradient";
    }
    for (Map.Entry<String, Set<Long>> other : parameters.entrySet()) {
      if (!other.getValue().equals(own) && !Collections.disjoint(other.getValue(), own)) {
        return "shares some of its parameters with " + other.getKey();
      }
    }
    return null;
  }

  private static long address(Tensor tensor) {
    return tensor.unsafeGetTensorImpl().address();
  }

  /**
   * The modules that have parameters of their own, in the order of registration, with the addresses
   * of those.
   */
  private static Map<String, Set<Long>> parameters(Network network) {
    try (TensorScope scope = new TensorScope()) {
      StringTensorDict parameters = network.named_parameters();
      Map<String, Set<Long>> owners = new LinkedHashMap<>();
      for (long i = 0; i < parameters.size(); i++) {
        StringTensorDictItem item = parameters.get(i);
        String key = item.key().getString();
        int dot = key.lastIndexOf('.');
        owners
            .computeIfAbsent(dot < 0 ? "" : key.substring(0, dot), name -> new HashSet<>())
            .add(address(item.value()));
      }
      // What a layer computes with, which need not be what it has registered.
      network
          .linearLayers()
          .forEach(
              (name, layer) ->
                  owners.computeIfPresent(
                      name,
                      (key, registered) ->
                          layer.linearParameters().values().stream()
                              .map(ProxProp::address)
                              .collect(Collectors.toSet())));
      return owners;
    }
  }
}
