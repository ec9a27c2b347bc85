package org.moreau.pathprox;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringTensorDictItem;
import org.bytedeco.pytorch.Tensor;

/** The parameters that no coupling holds and weight decay is left to. */
final class OtherWeights {
  private OtherWeights() {}

  /**
   * Matrices and arrays of more dimensions; with the biases, all others too, but for those that
   * count as input weights of a unit.
   */
  static Map<String, Tensor> of(Couplings couplings, boolean withBiases) {
    Set<String> coupled = new HashSet<>();
    for (Coupling coupling : couplings.all()) {
      coupled.add(coupling.input() + ".weight");
      coupled.add(coupling.input() + ".bias");
      coupled.add(coupling.output() + ".weight");
    }
    Map<String, Tensor> others = new LinkedHashMap<>();
    StringTensorDict parameters = couplings.network().named_parameters();
    for (long i = 0; i < parameters.size(); i++) {
      StringTensorDictItem item = parameters.get(i);
      String name = item.key().getString();
      Tensor parameter = item.value();
      if (!coupled.contains(name) && parameter.defined() && (withBiases || parameter.dim() > 1)) {
        others.put(name, new Tensor(parameter)); // the item ends with the dictionary
      }
    }
    return others;
  }
}
