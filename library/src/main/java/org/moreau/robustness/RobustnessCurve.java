package org.moreau.robustness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * Accuracy in percent by the size of the budget. An example that fell at some size counts as fallen
 * at every larger one, since what felled it is allowed there too.
 *
 * @param sizes from 0 on, rising
 * @param accuracies one for each size; the first is that without an attack
 */
public record RobustnessCurve(List<Double> sizes, List<Double> accuracies) {
  public RobustnessCurve {
    sizes = List.copyOf(sizes);
    accuracies = List.copyOf(accuracies);
    requireRising(sizes);
    if (accuracies.size() != sizes.size()) {
      throw new IllegalArgumentException(
          "accuracies must be as many as the " + sizes.size() + " sizes, got " + accuracies.size());
    }
  }

  private static void requireRising(List<Double> sizes) {
    if (sizes.isEmpty() || sizes.get(0) != 0) {
      throw new IllegalArgumentException("sizes must begin with 0, got " + sizes);
    }
    for (int i = 0; i < sizes.size(); i++) {
      Check.nonNegative("each of sizes", sizes.get(i));
      if (i > 0 && !(sizes.get(i) > sizes.get(i - 1))) {
        throw new IllegalArgumentException("sizes must rise, got " + sizes);
      }
    }
  }

  /**
   * The mean accuracy over the sizes, the area under the curve by trapezia over its width; the
   * accuracy itself where 0 is the only size.
   */
  public double area() {
    double last = sizes.get(sizes.size() - 1);
    if (last == 0) {
      return accuracies.get(0);
    }
    double sum = 0;
    for (int i = 1; i < sizes.size(); i++) {
      double mean = (accuracies.get(i) + accuracies.get(i - 1)) / 2;
      sum += mean * (sizes.get(i) - sizes.get(i - 1));
    }
    return sum / last;
  }

  /** A source of the batches of a data set, one after the other. */
  @FunctionalInterface
  public interface Batches {
    /** The batch {@code index}, in the open scope. */
    Victim batch(int index);
  }

  /**
   * Attacks a model on {@code count} batches with every size.
   *
   * @param shape of the budgets, whatever its own size
   * @param seed of all that attacks draw
   */
  public static RobustnessCurve of(
      Attack attack, Budget shape, List<Double> sizes, Batches batches, int count, long seed) {
    requireRising(sizes);
    Check.positive("count", count);
    long[] standing = new long[sizes.size()];
    long all = 0;
    for (int b = 0; b < count; b++) {
      try (TensorScope scope = new TensorScope()) {
        Victim victim = batches.batch(b);
        boolean[] stands = new boolean[(int) victim.inputs().size(0)];
        Arrays.fill(stands, true);
        all += stands.length;
        for (int i = 0; i < sizes.size(); i++) {
          SplittableRandom random = Seeds.random(seed, "attack", b, i);
          keep(stands, attack, victim, shape.with(sizes.get(i)), random);
          for (boolean one : stands) {
            standing[i] += one ? 1 : 0;
          }
        }
      }
    }
    List<Double> accuracies = new ArrayList<>();
    for (long right : standing) {
      accuracies.add(100.0 * right / all);
    }
    return new RobustnessCurve(sizes, accuracies);
  }

  private static void keep(
      boolean[] stands, Attack attack, Victim victim, Budget budget, SplittableRandom random) {
    try (TensorScope scope = new TensorScope()) {
      Tensor delta =
          budget.epsilon() == 0
              ? victim.inputs().new_zeros(victim.inputs().shape())
              : attack.perturbation(victim, budget, random);
      double[] margins = TensorData.doubles(victim.marginAt(delta));
      for (int i = 0; i < stands.length; i++) {
        stands[i] &= margins[i] < 0; // NaN has fallen
      }
    }
  }
}
