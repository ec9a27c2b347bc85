package org.moreau.robustness;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * A model that is known to fall, to see whether an attack does anything at all: it says class 1
 * where the sum of a sequence is above 0. Four sequences of 3 steps, of which the last is padding,
 * have sums of ±1. So a budget of 0.4 fells none of them and one of 4 can fell all, however it is
 * measured.
 */
public final class PlantedWeakness {
  private static final float[] STEPS = {0.5f, 0.5f, 0, -0.5f, -0.5f, 0, 2, -1, 0, -2, 1, 0};
  private static final long[] LABELS = {1, 0, 1, 0};
  private static final int EXAMPLES = 8;
  private static final double FEW = 0.4;
  private static final double ENOUGH = 4;

  private PlantedWeakness() {}

  /** The batch and its model, in the open scope. */
  static Victim victim() {
    return Victim.of(
        x -> {
          Tensor sum = x.sum(new long[] {1, 2}, false, null);
          return torch.stack(new TensorVector(sum.neg(), sum), 1);
        },
        TensorData.of(STEPS, 4, 1, 3),
        TensorData.of(new long[] {2, 2, 2, 2}, 4),
        TensorData.of(LABELS, 4));
  }

  /**
   * Tries {@code attack} on it, in the shape of {@code budget}.
   *
   * @throws IllegalStateException if it does not fell the model with a budget of 4, does with one
   *     of 0.4, leaves its budget, or changes padding
   */
  public static void require(Attack attack, Budget budget) {
    requireAccuracy(attack, budget.with(FEW), 100);
    requireAccuracy(attack, budget.with(ENOUGH), 0);
    try (TensorScope scope = new TensorScope()) {
      Victim victim = victim();
      Budget small = budget.with(FEW);
      Tensor delta = attack.perturbation(victim, small, new SplittableRandom(1));
      double longest = small.length(delta).max().item_double();
      double outside = delta.mul(victim.mask().eq(new Scalar(0.0))).abs().max().item_double();
      if (!(longest <= FEW * (1 + 1e-6)) || outside != 0) {
        throw new IllegalStateException(
            "the attack "
                + attack.key()
                + " leaves its budget of "
                + FEW
                + " (length "
                + longest
                + ", on padding "
                + outside
                + "): what it says of a model is not to be trusted");
      }
    }
  }

  /**
   * How strong {@code attack} is on sequences of a size, where noise and estimates of slopes get
   * weak: at how many times the smallest perturbation that misleads a linear model it misleads that
   * on each of 8 examples; of 1.5, 3, 6, ... to 96, and infinity if it does at none.
   */
  public static double multiple(Attack attack, Budget shape, int features, int steps) {
    List<Double> sizes = new ArrayList<>(List.of(0.0));
    for (double size = 1.5; size < 100; size *= 2) {
      sizes.add(size);
    }
    RobustnessCurve curve =
        RobustnessCurve.of(
            attack, shape, sizes, batch -> linear(shape, EXAMPLES, features, steps), 1, 1);
    int at = curve.accuracies().indexOf(0.0);
    return at < 0 ? Double.POSITIVE_INFINITY : sizes.get(at);
  }

  /** A linear model that a perturbation of size 1 just misleads. */
  private static Victim linear(Budget shape, int examples, int features, int steps) {
    SplittableRandom random = new SplittableRandom(1);
    float[] weights = new float[features * steps];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    long[] labels = new long[examples];
    long[] lengths = new long[examples];
    for (int i = 0; i < examples; i++) {
      labels[i] = i % 2;
      lengths[i] = steps;
    }
    Tensor weight = TensorData.of(weights, 1, features, steps);
    Tensor label = TensorData.of(labels, examples);
    Tensor side = label.mul(new Scalar(2.0)).sub(new Scalar(1.0)).view(-1, 1, 1);
    Tensor everywhere = weight.new_ones(1, 1, steps);
    Tensor farthest = shape.with(1).steepest(weight, everywhere).mul(weight).sum();
    Tensor inputs = side.mul(weight).mul(farthest.div(weight.square().sum()));
    return Victim.of(
        x -> {
          // Of size 1, as a large margin would saturate the cross-entropy.
          Tensor sum = x.mul(weight).sum(new long[] {1, 2}, false, null).div(farthest);
          return torch.stack(new TensorVector(sum.neg(), sum), 1);
        },
        inputs,
        TensorData.of(lengths, examples),
        label);
  }

  private static void requireAccuracy(Attack attack, Budget budget, double expected) {
    RobustnessCurve curve =
        RobustnessCurve.of(attack, budget, List.of(0.0, budget.epsilon()), batch -> victim(), 1, 1);
    double accuracy = curve.accuracies().get(1);
    if (accuracy != expected) {
      throw new IllegalStateException(
          "the attack "
              + attack.key()
              + " leaves an accuracy of "
              + accuracy
              + " % to a model that must have "
              + expected
              + " % within "
              + budget
              + ": what it says of others is not to be trusted");
    }
  }
}
