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
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearLayer;

/**
 * The units of a network that can be taken out, and those that stay: units that are exactly zero,
 * which changes outputs by rounding only, and those whose path norm |w_k||v_k| is at most a share
 * of the largest of their coupling.
 *
 * <p>A coupling keeps at least one unit, and one of grouped convolutions as many in each group. A
 * unit with w_k = 0 whose bias is not 0 gives a constant; only a share above 0 takes it out.
 */
public final class Pruning {
  private final Couplings couplings;
  private final int removed;
  private final Map<CoupledUnits, int[]> kept = new LinkedHashMap<>();

  /**
   * Looks at the network as it is now, and changes nothing.
   *
   * @param share 0 for the units that are exactly zero; in [0, 1)
   */
  public Pruning(Couplings couplings, double share) {
    Check.inRange("share", share, 0, Math.nextDown(1.0));
    this.couplings = couplings;
    int taken = 0;
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (List<CoupledUnits> chain : couplings.units()) {
        for (CoupledUnits units : chain) {
          int[] own = kept(units, share);
          kept.put(units, own);
          taken += (int) units.count() - own.length;
        }
      }
    }
    removed = taken;
  }

  private static int[] kept(CoupledUnits units, double share) {
    double[] v = TensorData.doubles(units.outputNorms());
    double[] w = TensorData.doubles(units.inputNorms(false));
    double[] constants = TensorData.doubles(units.inputNorms(true)); // |(w, b)|
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
      boolean isConstant = share == 0 && w[k] == 0 && v[k] != 0 && constants[k] != 0;
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
    kept.forEach((units, own) -> all.put(units.coupling(), own.clone()));
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
   * @throws IllegalStateException if the network has been made smaller since
   */
  public void apply() {
    kept.forEach(
        (units, own) -> {
          if (own.length > 0 && own[own.length - 1] >= units.count()) {
            throw new IllegalStateException(
                "the coupling "
                    + units.coupling()
                    + " has become smaller since; make a new Pruning of the network as it is");
          }
        });
    kept.forEach(
        (units, own) -> {
          try (TensorScope scope = new TensorScope();
              NoGradGuard guard = new NoGradGuard()) {
            take(units, TensorData.of(Arrays.stream(own).asLongStream().toArray(), own.length));
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
    LinearLayer input = units.input();
    input
        .linearParameters()
        .values()
        .forEach(
            parameter ->
                SmallerNetwork.set(
                    parameter,
                    parameter.index_select(0, kept.to(parameter.device(), kept.scalar_type()))));
  }

  /** The couplings whose units these are. */
  public Couplings couplings() {
    return couplings;
  }
}
