package org.moreau.pathprox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearLayer;

/** Pairs the layers of a network in the order in which they are used. */
final class CouplingSearch {
  private static final int FACTORS = 8; // 2^0, ..., 2^7: exact in every type
  private static final int REACH = 20; // multiples 2^-20 and 2^20
  private static final int REACH_OF_HALF = 4; // where the type has two bytes

  private final Map<String, LinearLayer> layers;
  private final Passes passes;
  private final Passes.Pass reference;
  private final Map<String, Link> links = new LinkedHashMap<>();

  CouplingSearch(Map<String, LinearLayer> layers, Passes passes) {
    this.layers = layers;
    this.passes = passes;
    reference = passes.run(Map.of());
    if (!reference.result().isfinite().all().item_bool()) {
      throw new ArithmeticException(
          "the network's output for the example must be finite; are the parameters and the example"
              + " finite?");
    }
    reference.inputs().keySet().forEach(name -> links.put(name, link(name)));
  }

  /** The couplings, in lists whose scales can be moved from one to the next. */
  List<List<Coupling>> chains() {
    Set<String> taken = new LinkedHashSet<>();
    List<List<Coupling>> chains = new ArrayList<>();
    String open = ""; // the input of the coupling that would continue the last chain
    for (String name : links.keySet()) {
      String consumer = taken.contains(name) ? null : partner(name, taken);
      if (consumer == null) {
        continue;
      }
      taken.add(name);
      taken.add(consumer);
      if (!name.equals(open)) {
        chains.add(new ArrayList<>());
      }
      chains.get(chains.size() - 1).add(new Coupling(name, consumer));
      Link next = linkOf(consumer);
      open = next.homogeneous() && next.consumer() != null ? next.consumer() : "";
    }
    return chains;
  }

  private @Nullable String partner(String name, Set<String> taken) {
    Link link = linkOf(name);
    boolean fits = link.byUnit() && !link.linear() && link.consumer() != null;
    return fits && !taken.contains(link.consumer()) ? link.consumer() : null;
  }

  /** Why each layer that is in no coupling is in none. */
  Map<String, String> reasons(List<List<Coupling>> chains) {
    Map<String, String> reasons = new LinkedHashMap<>();
    layers
        .keySet()
        .forEach(name -> reasons.put(name, links.containsKey(name) ? reason(name) : "not used"));
    chains.forEach(
        chain ->
            chain.forEach(
                coupling -> {
                  reasons.remove(coupling.input());
                  reasons.remove(coupling.output());
                }));
    return reasons;
  }

  private String reason(String name) {
    Link link = linkOf(name);
    String consumer = link.consumer();
    if (consumer == null) {
      return link.trouble();
    }
    if (link.byUnit()) {
      return link.linear()
          ? "linear up to " + consumer + ", without a unit between"
          : consumer + " is in another coupling";
    }
    Collection<Tensor> sources = new ArrayList<>();
    reference.outputs().values().forEach(sources::addAll);
    Set<String> between = Operations.before(reference.inputs(consumer).get(0), sources);
    return (link.homogeneous() ? "not unit by unit" : "not homogeneous")
        + " up to "
        + consumer
        + (between.isEmpty() ? "" : ", through " + String.join(", ", between));
  }

  private Link linkOf(String name) {
    return Objects.requireNonNull(links.get(name), name);
  }

  private static LinearLayer layer(Map<String, LinearLayer> layers, String name) {
    return Objects.requireNonNull(layers.get(name), name);
  }

  private Link link(String name) {
    List<Tensor> outputs = reference.outputs().get(name);
    if (outputs == null || outputs.size() != 1) {
      return Link.none("it is used several times");
    }
    LinearLayer layer = layer(layers, name);
    if (!CoupledUnits.isKnown(layer)) {
      return Link.none("its map is of its own");
    }
    try (TensorScope scope = new TensorScope()) {
      return link(name, layer, outputs.get(0).detach());
    }
  }

  private Link link(String name, LinearLayer layer, Tensor z) {
    Tensor factors = factors(CoupledUnits.outputsOf(layer)).to(z.device(), z.scalar_type());
    Tensor atOutput = along(CoupledUnits.dimension(layer, z), z.dim(), factors);
    return Link.of(
        trial(name, z, atOutput),
        trial(name, z.neg(), atOutput),
        (consumer, input) -> {
          LinearLayer behind = layer(layers, consumer);
          long inputs = CoupledUnits.isKnown(behind) ? CoupledUnits.inputsOfUnit(layer, behind) : 0;
          return inputs == 0
              ? null
              : along(
                  CoupledUnits.dimension(behind, input),
                  input.dim(),
                  factors.repeat_interleave(inputs));
        });
  }

  private Link.Trial trial(String name, Tensor start, Tensor factors) {
    // Far from the example's own scale, as ReLU6 and softplus look homogeneous within a branch.
    int reach = start.element_size() > 2 ? REACH : REACH_OF_HALF;
    Map<Double, Passes.Pass> multiples = new LinkedHashMap<>();
    for (int exponent : new int[] {-reach, reach}) {
      double multiple = Math.scalb(1.0, exponent);
      multiples.put(multiple, replaced(name, start.mul(new Scalar(multiple))));
    }
    return new Link.Trial(replaced(name, start), multiples, replaced(name, start.mul(factors)));
  }

  private Passes.Pass replaced(String name, Tensor output) {
    Map<String, List<Tensor>> outputs = new LinkedHashMap<>();
    reference
        .outputs()
        .forEach((other, z) -> outputs.put(other, z.stream().map(Tensor::detach).toList()));
    outputs.put(name, List.of(output));
    return passes.run(outputs);
  }

  private static Tensor factors(long units) {
    SplittableRandom random = Seeds.random(0, "factors");
    double[] factors =
        LongStream.range(0, units).mapToDouble(k -> 1L << random.nextInt(FACTORS)).toArray();
    return TensorData.of(factors, units);
  }

  private static Tensor along(long dimension, long dimensions, Tensor values) {
    long[] shape = new long[(int) dimensions];
    Arrays.fill(shape, 1);
    shape[(int) dimension] = values.numel();
    return values.view(shape);
  }
}
