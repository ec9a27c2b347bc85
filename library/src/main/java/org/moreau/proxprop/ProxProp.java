package org.moreau.proxprop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringVector;
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
 * batches together.
 *
 * <p>Source: ProxProp, equations 12 and 13, algorithm 1.
 *
 * @param tauTheta τ_θ > 0, the step of the implicit step
 */
public record ProxProp(StepMode mode, double tauTheta, LastLayer lastLayer) {
  /** How the network's last layer that has parameters gets its gradient. */
  public enum LastLayer {
    /** Libtorch's gradient, as in the paper's algorithm. */
    GRADIENT,
    /** As the others. */
    IMPLICIT
  }

  public ProxProp {
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
    List<String> parametrised = parametrised(network);
    String last = parametrised.get(parametrised.size() - 1);
    Map<String, Directions> implicit = new LinkedHashMap<>();
    Map<String, String> kept = new LinkedHashMap<>();
    for (String name : parametrised) {
      LinearLayer layer = layers.get(name);
      if (layer == null) {
        kept.put(name, "not known to be linear");
      } else if (name.equals(last) && lastLayer == LastLayer.GRADIENT) {
        kept.put(name, "the last layer with parameters");
        layer.rule(null);
      } else if (mode instanceof StepMode.Gradient) {
        kept.put(name, "the mode gradient");
        layer.rule(null);
      } else {
        Directions directions =
            new Directions(name, new DirectionSolver(mode, 1 / tauTheta), monitored);
        implicit.put(name, directions);
        layer.rule(new ImplicitRule(name, directions));
      }
    }
    return new ImplicitSteps(mode, implicit, kept);
  }

  /** The modules that have parameters of their own, in the order of registration. */
  private static List<String> parametrised(Network network) {
    try (TensorScope scope = new TensorScope()) {
      StringTensorDict parameters = network.named_parameters();
      StringVector keys = parameters.keys();
      Map<String, Boolean> names = new LinkedHashMap<>();
      for (long i = 0; i < keys.size(); i++) {
        String key = keys.get(i).getString();
        int dot = key.lastIndexOf('.');
        names.put(dot < 0 ? "" : key.substring(0, dot), true);
      }
      return List.copyOf(names.keySet());
    }
  }
}
