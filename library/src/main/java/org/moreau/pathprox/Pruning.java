package org.moreau.pathprox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * The units of a network that can be taken out, and those that stay: units with w_k or v_k exactly
 * zero, which changes outputs by rounding only, and those whose path norm |w_k||v_k| is at most a
 * share of the largest of their coupling.
 *
 * <p>A coupling keeps at least one unit, and one of grouped convolutions as many in each group.
 *
 * <p>A unit with w_k = 0 gives a constant. Where the next layer has a bias and no padding, that
 * bias takes the constant over; elsewhere, and where the couplings have no example, a unit whose
 * constant is not 0 stays, whatever the share.
 */
public final class Pruning {
  private final Couplings couplings;
  private final int removed;
  private final List<Choice> choices = new ArrayList<>();

  /**
   * The {@code kept} of the {@code count} units of a coupling, and what the others leave behind.
   */
  private record Choice(CoupledUnits units, long count, int[] kept, Constants constants) {
    boolean takesOut() {
      return kept.length < count;
    }
  }

  /**
   * Looks at the network as it is now, and changes nothing.
   *
   * @param share 0 for the units that are exactly zero; in [0, 1)
   * @throws ArithmeticException if a weight is not finite
   */
  public Pruning(Couplings couplings, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException("share must be in [0, 1), got " + share);
    }
    this.couplings = couplings;
    int taken = 0;
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Passes.Pass pass = pass(couplings);
      for (List<CoupledUnits> chain : couplings.units()) {
        for (CoupledUnits units : chain) {
          Constants constants = Constants.of(units, pass);
          int[] own = kept(units, constants, share);
          choices.add(new Choice(units, units.count(), own, constants));
          taken += (int) units.count() - own.length;
        }
      }
    }
    removed = taken;
  }

  /** The network on the example, which only units without input weights ask for. */
  private static Passes.@Nullable Pass pass(Couplings couplings) {
    Probe probe = couplings.probe();
    boolean asks =
        couplings.units().stream()
            .flatMap(List::stream)
            .anyMatch(units -> units.inputNorms(false).eq(new Scalar(0.0)).any().item_bool());
    if (probe == null || !asks) {
      return null;
    }
    try (Passes passes = probe.passes(false)) {
      return passes.run(Map.of());
    }
  }

  private static int[] kept(CoupledUnits units, Constants constants, double share) {
    double[] v = TensorData.doubles(units.outputNorms());
    double[] w = TensorData.doubles(units.inputNorms(false));
    double[] norms = IntStream.range(0, v.length).mapToDouble(k -> w[k] * v[k]).toArray();
    for (int k = 0; k < norms.length; k++) {
      if (!(norms[k] >= 0)) {
        throw new ArithmeticException(
            "the weights of the coupling " + units.coupling() + " must be finite");
      }
    }
    double least = share * Arrays.stream(norms).max().orElse(0);
    boolean[] stays = new boolean[norms.length];
    for (int k = 0; k < norms.length; k++) {
      boolean isConstant = w[k] == 0 && v[k] != 0 && !constants.removable()[k];
      stays[k] = norms[k] > least || isConstant;
    }
    return inGroups(stays, norms, units.groups());
  }

  /** As many units in each group as the fullest one keeps, the largest first, and one at least. */
  private static int[] inGroups(boolean[] stays, double[] norms, int groups) {
    int size = stays.length / groups;
    int most = 1;
    for (int g = 0; g < groups; g++) {
      int first = g * size;
      most =
          Math.max(most, (int) IntStream.range(first, first + size).filter(k -> stays[k]).count());
    }
    List<Integer> kept = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      int first = g * size;
      IntStream.range(first, first + size)
          .boxed()
          .sorted(
              (a, b) ->
                  stays[a] == stays[b]
                      ? Double.compare(norms[b], norms[a])
                      : Boolean.compare(stays[b], stays[a]))
          .limit(most)
          .sorted()
          .forEach(kept::add);
    }
    return kept.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The units of each coupling that stay, from 0, in order. */
  public Map<Coupling, int[]> kept() {
    Map<Coupling, int[]> all = new LinkedHashMap<>();
    choices.forEach(choice -> all.put(choice.units.coupling(), choice.kept.clone()));
    return all;
  }

  /** The number of units that {@link #apply} takes out. */
  public int removed() {
    return removed;
  }

  /**
   * Makes the network's own layers smaller. Its parameters stay the same objects with other shapes
   * and no gradient; an optimiser with a state for each entry has to be made anew. To read a saved
   * smaller network: {@link SmallerNetwork}.
   *
   * <p>What other modules hold for each unit, such as the slopes of a PReLU, is cut too.
   *
   * @throws IllegalStateException if the network has been made smaller since, or a module between
   *     the layers has a tensor that cannot be cut by unit; nothing is changed then
   */
  public void apply() {
    Map<Choice, Map<String, Tensor>> others = new LinkedHashMap<>();
    for (Choice choice : choices) {
      if (choice.count != choice.units.count()) {
        throw new IllegalStateException(
            "the coupling "
                + choice.units.coupling()
                + " has become smaller since; make a new Pruning of the network as it is");
      }
      if (choice.takesOut()) {
        others.put(choice, UnitTensors.of(couplings, choice.units));
      }
    }
    others.forEach(
        (choice, tensors) -> {
          try (TensorScope scope = new TensorScope();
              NoGradGuard guard = new NoGradGuard()) {
            choice.constants.fold(choice.units, choice.kept);
            Tensor kept =
                TensorData.of(
                    Arrays.stream(choice.kept).asLongStream().toArray(), choice.kept.length);
            take(choice.units, kept);
            tensors.values().forEach(tensor -> cut(tensor, UnitTensors.dimension(tensor), kept));
          }
        });
  }

  private static void take(CoupledUnits units, Tensor kept) {
    Tensor v = units.outputWeights();
    Tensor weight = CoupledUnits.weight(units.output());
    long[] shape = weight.shape();
    long groups = v.size(0);
    long inGroup = kept.numel() / groups;
    // Each group of the output layer has inputs of its own.
    Tensor places = kept.view(groups, inGroup).remainder(new Scalar(v.size(2)));
    Tensor index =
        places
            .to(v.device(), ScalarType.Long)
            .view(groups, 1, inGroup, 1)
            .expand(groups, v.size(1), inGroup, v.size(3));
    shape[1] = shape[1] / v.size(2) * inGroup;
    SmallerNetwork.set(weight, v.gather(2, index).reshape(shape));
    units.input().linearParameters().values().forEach(parameter -> cut(parameter, 0, kept));
  }

  private static void cut(Tensor tensor, long dimension, Tensor kept) {
    Tensor index = kept.to(tensor.device(), kept.scalar_type());
    SmallerNetwork.set(tensor, tensor.index_select(dimension, index));
  }
}
