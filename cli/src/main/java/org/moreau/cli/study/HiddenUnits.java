package org.moreau.cli.study;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorScope;
import org.moreau.model.Mlp;
import org.moreau.pathprox.Coupling;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.Pruning;

/**
 * All units behind the ReLUs of a network: also those of a plain network whose layers are in
 * another coupling already where each layer may be in one only.
 */
final class HiddenUnits {
  private HiddenUnits() {}

  /** The units of each ReLU, from the first one on. */
  private static List<Coupling> all(Mlp network) {
    int layers = network.sizes().size() - 1;
    int step = network.factorised() ? 2 : 1;
    return IntStream.iterate(1, i -> i < layers, i -> i + step)
        .mapToObj(i -> new Coupling("fc" + i, "fc" + (i + 1)))
        .toList();
  }

  /** How many units the network was made with. */
  static int count(Mlp network) {
    return all(network).stream()
        .mapToInt(coupling -> network.sizes().get(Integer.parseInt(coupling.input().substring(2))))
        .sum();
  }

  /**
   * Makes the network smaller, ReLU by ReLU from its inputs on, as {@link Pruning} does.
   *
   * @param share 0 for the units of which a vector is exactly zero, whatever their bias; outputs
   *     stay the same to rounding then
   * @return the number of units that were taken out
   */
  static int remove(Mlp network, double share) {
    int removed = 0;
    try (TensorScope scope = new TensorScope()) {
      Tensor example = network.parameters().get(0).new_zeros(2, network.sizes().get(0));
      for (Coupling coupling : all(network)) {
        Couplings couplings =
            Couplings.of(network, List.of(List.of(coupling)), network::logits, example);
        Pruning pruning = new Pruning(couplings, share);
        removed += pruning.removed();
        pruning.apply();
      }
    }
    return removed;
  }
}
