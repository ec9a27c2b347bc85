package org.moreau.pathprox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearLayer;
import org.moreau.layer.Network;

/**
 * The couplings of a network: pairs of linear layers with homogeneous units between them. A layer
 * is in one coupling at most.
 *
 * <p>Source: PathProx, section 3.
 */
public final class Couplings {
  private final Network network;
  private final @Nullable Probe probe;
  private final List<List<Coupling>> chains;
  private final Map<String, String> rest;
  private final List<List<CoupledUnits>> units;

  private Couplings(
      Network network,
      @Nullable Probe probe,
      List<List<Coupling>> chains,
      Map<String, String> rest) {
    Map<String, LinearLayer> layers = network.linearLayers();
    Set<String> taken = new HashSet<>();
    List<List<CoupledUnits>> units = new ArrayList<>();
    for (List<Coupling> chain : chains) {
      List<CoupledUnits> own = new ArrayList<>();
      for (Coupling coupling : chain) {
        own.add(new CoupledUnits(coupling, layers));
        for (String name : List.of(coupling.input(), coupling.output())) {
          if (!taken.add(name)) {
            throw new IllegalArgumentException(
                "a layer must be in one coupling at most, but " + name + " is in another too");
          }
        }
      }
      units.add(List.copyOf(own));
    }
    if (taken.isEmpty()) {
      throw new IllegalArgumentException(
          "the network must have a coupling, that is, two of its linear layers with homogeneous"
              + " units such as ReLU between them, got "
              + (rest.isEmpty() ? "a network without linear layers" : "none:" + lines(rest)));
    }
    this.network = network;
    this.probe = probe;
    this.chains = chains.stream().map(List::copyOf).toList();
    this.rest = Collections.unmodifiableMap(new LinkedHashMap<>(rest));
    this.units = List.copyOf(units);
  }

  /**
   * Finds the couplings of {@code network} by forward passes on an example, with the outputs of its
   * linear layers scaled: layers are paired in the order of use, across everything that is
   * positively homogeneous unit by unit and not linear, such as ReLU, leaky ReLU, PReLU, pooling
   * behind them and flattening. Each output is looked at from a millionth to the millionfold of
   * what the example makes of it. Cost: eight passes for a layer, without their products.
   *
   * @param forward the network's forward pass, such as {@code network::logits}; kept, as the
   *     example is, for {@link Pruning}
   * @param example a batch of two examples or more; a handful of random ones will do
   * @throws IllegalArgumentException if there is no coupling, with the reason for each layer
   */
  public static Couplings find(Network network, UnaryOperator<Tensor> forward, Tensor example) {
    Probe probe = Probe.of(network, forward, example);
    try (TensorScope scope = new TensorScope();
        Passes passes = probe.passes(true)) {
      CouplingSearch search = new CouplingSearch(network.linearLayers(), passes);
      List<List<Coupling>> chains = search.chains();
      return new Couplings(network, probe, chains, search.reasons(chains));
    }
  }

  /**
   * Couplings listed by hand, without an example: {@link Pruning} then knows neither what is
   * between the layers, nor what a constant unit gives.
   *
   * @param chains as in {@link #of(Network, List, UnaryOperator, Tensor)}
   * @throws IllegalArgumentException likewise
   */
  public static Couplings of(Network network, List<List<Coupling>> chains) {
    return of(network, null, chains);
  }

  /**
   * Couplings listed by hand, which are not checked for homogeneous units.
   *
   * @param chains lists of couplings such that all between the first and the last layer of a list
   *     is positively homogeneous; PathProx balances the couplings of a list with one another
   * @param forward as in {@link #find}
   * @param example likewise
   * @throws IllegalArgumentException if there is none, a layer is unknown or in two of them, or
   *     shapes do not match
   */
  public static Couplings of(
      Network network, List<List<Coupling>> chains, UnaryOperator<Tensor> forward, Tensor example) {
    return of(network, Probe.of(network, forward, example), chains);
  }

  private static Couplings of(Network network, @Nullable Probe probe, List<List<Coupling>> chains) {
    Map<String, String> rest = new LinkedHashMap<>();
    network.linearLayers().keySet().forEach(name -> rest.put(name, "not listed"));
    chains.forEach(
        chain ->
            chain.forEach(
                coupling -> {
                  rest.remove(coupling.input());
                  rest.remove(coupling.output());
                }));
    return new Couplings(network, probe, chains, rest);
  }

  /** The network whose layers these are. */
  public Network network() {
    return network;
  }

  /** All couplings, in lists whose layers follow one another without a break. */
  public List<List<Coupling>> chains() {
    return chains;
  }

  /** All couplings in one list. */
  public List<Coupling> all() {
    return chains.stream().flatMap(List::stream).toList();
  }

  /** The linear layers in no coupling, each with the reason; weight decay is left to them. */
  public Map<String, String> rest() {
    return rest;
  }

  /** The weights by unit, in the lists of {@link #chains}. */
  List<List<CoupledUnits>> units() {
    return units;
  }

  /** The network's forward pass on an example, where there is one. */
  @Nullable Probe probe() {
    return probe;
  }

  /** A line for each coupling and each other layer. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    units.forEach(chain -> chain.forEach(one -> text.append(one).append('\n')));
    return text + (rest.isEmpty() ? "" : "in no coupling:" + lines(rest) + "\n");
  }

  private static String lines(Map<String, String> rest) {
    StringBuilder text = new StringBuilder();
    rest.forEach((name, reason) -> text.append("\n  ").append(name).append(": ").append(reason));
    return text.toString();
  }
}
