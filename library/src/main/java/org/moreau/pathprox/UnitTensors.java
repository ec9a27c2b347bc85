package org.moreau.pathprox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ModelState;

/**
 * The tensors of other modules that have an entry for each unit of a coupling, such as the slopes
 * of a PReLU: what the next layer gets changes with them.
 */
final class UnitTensors {
  private UnitTensors() {}

  /**
   * The tensors of the units by name, each of one dimension that is longer than 1; handles that no
   * scope frees.
   *
   * @throws IllegalStateException if there is one that cannot be cut by unit
   */
  static Map<String, Tensor> of(Couplings couplings, CoupledUnits units) {
    Map<String, Tensor> others = others(couplings.network());
    Probe probe = couplings.probe();
    if (probe == null) {
      others.values().removeIf(t -> Arrays.stream(t.shape()).noneMatch(n -> n == units.count()));
      others.forEach((name, tensor) -> refuse(units, name, tensor, "may belong to them"));
    }
    if (probe == null || others.isEmpty()) {
      return Map.of();
    }
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard();
        Passes passes = probe.passes(false)) {
      return new Search(passes, units).among(others);
    }
  }

  private static void refuse(CoupledUnits units, String name, Tensor tensor, String why) {
    throw new IllegalStateException(
        "the units of the coupling "
            + units.coupling()
            + " must be all that is cut, but "
            + name
            + " "
            + Arrays.toString(tensor.shape())
            + " "
            + why
            + "; find the couplings with Couplings.find, or leave this one out");
  }

  private static Map<String, Tensor> others(Network network) {
    Map<String, Tensor> others = new LinkedHashMap<>(ModelState.of(network).all());
    others
        .entrySet()
        .removeIf(
            entry ->
                entry.getValue().numel() == 1 || SmallerNetwork.isLinear(network, entry.getKey()));
    return others;
  }

  /** The dimension that holds all entries. */
  static long dimension(Tensor tensor) {
    return LongStream.range(0, tensor.dim())
        .filter(d -> tensor.size(d) == tensor.numel())
        .findFirst()
        .orElse(-1);
  }

  /** Changes tensors and looks at what the layer behind the units gets. */
  private static final class Search {
    private final Passes passes;
    private final CoupledUnits units;
    private final List<Map<String, List<Tensor>>> starts = new ArrayList<>();
    private final List<Tensor> before;

    Search(Passes passes, CoupledUnits units) {
      this.passes = passes;
      this.units = units;
      Map<String, List<Tensor>> plus = new LinkedHashMap<>();
      Map<String, List<Tensor>> minus = new LinkedHashMap<>();
      passes
          .run(Map.of())
          .outputs()
          .forEach(
              (layer, z) -> {
                plus.put(layer, z.stream().map(Tensor::detach).toList());
                minus.put(layer, z.stream().map(one -> one.detach().neg()).toList());
              });
      starts.add(plus);
      starts.add(minus);
      before = inputs();
    }

    Map<String, Tensor> among(Map<String, Tensor> others) {
      Map<String, Tensor> found = new LinkedHashMap<>();
      others.forEach(
          (name, tensor) -> {
            if (changed(tensor, tensor, 0)) {
              long dimension = dimension(tensor);
              boolean byUnit = dimension >= 0 && tensor.numel() == units.count();
              if (!byUnit || changed(tensor, tensor.select(dimension, 0), inputsOfUnit())) {
                refuse(units, name, tensor, "between the layers has no entry for each");
              }
              found.put(name, tensor);
            }
          });
      return found;
    }

    private long inputsOfUnit() {
      return CoupledUnits.inputsOfUnit(units.input(), units.output());
    }

    /** Whether any input from {@code first} on changes where {@code part} does. */
    private boolean changed(Tensor tensor, Tensor part, long first) {
      Tensor saved = tensor.clone();
      part.copy_(part.eq(new Scalar(0.0))); // another value, whatever the type
      List<Tensor> after = inputs();
      tensor.copy_(saved);
      boolean changed = false;
      for (int i = 0; i < after.size(); i++) {
        Tensor x = before.get(i);
        long dimension = CoupledUnits.dimension(units.output(), x);
        long rest = x.size(dimension) - first;
        changed |=
            !x.narrow(dimension, first, rest).equal(after.get(i).narrow(dimension, first, rest));
      }
      return changed;
    }

    private List<Tensor> inputs() {
      List<Tensor> inputs = new ArrayList<>();
      for (Map<String, List<Tensor>> start : starts) {
        @Nullable List<Tensor> own = passes.run(start).inputs().get(units.coupling().output());
        Objects.requireNonNull(own, units.coupling().output())
            .forEach(input -> inputs.add(input.detach()));
      }
      return inputs;
    }
  }
}
