package org.moreau.robustness;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Steps in the direction in which a loss rises most within the budget, projected back into it;
 * after each step the worst perturbation is kept. The first start is 0, later ones are random. With
 * derivatives every other start, the first among them, takes the cross-entropy, else the margin,
 * which does not saturate.
 *
 * <p>Source: Goodfellow, Shlens, Szegedy (2015) for one step; Madry et al., Towards deep learning
 * models resistant to adversarial attacks (2018) for several.
 *
 * @param starts how often it begins
 * @param share a step's size as a share of the budget's
 */
public record ProjectedAscent(String key, int steps, int starts, double share, Slope slope)
    implements Attack {
  // So that any point of the budget can be reached from any other, and edges be followed.
  private static final double REACH = 2.5;

  public ProjectedAscent {
    Check.positive("steps", steps);
    Check.positive("starts", starts);
    Check.positive("share", share);
  }

  /** The fast gradient (sign) method: one step as large as the budget. */
  public static ProjectedAscent fgsm() {
    return new ProjectedAscent("fgsm", 1, 1, 1, new Slope.Exact());
  }

  /** Projected gradient ascent by the exact derivative. */
  public static ProjectedAscent pgd(int steps, int starts) {
    return new ProjectedAscent("pgd", steps, starts, REACH / steps, new Slope.Exact());
  }

  /** The same without derivatives; a step takes two evaluations for each sample. */
  public static ProjectedAscent spsa(int steps, int samples) {
    return new ProjectedAscent("spsa", steps, 1, REACH / steps, new Slope.Simultaneous(samples));
  }

  @Override
  public Tensor perturbation(Victim victim, Budget budget, SplittableRandom random) {
    Best best = new Best(victim);
    Tensor x = victim.inputs();
    for (int start = 0; start < starts; start++) {
      boolean saturates = slope instanceof Slope.Exact && start % 2 == 0;
      UnaryOperator<Tensor> loss = saturates ? victim::crossEntropy : victim::margin;
      Tensor delta = start == 0 ? torch.zeros_like(x) : budget.random(x, victim.mask(), random);
      for (int step = 0; step < steps; step++) {
        try (TensorScope scope = new TensorScope()) {
          Tensor rise = finite(slope.at(loss, x.add(delta), budget, victim.mask(), random));
          Tensor move = budget.steepest(rise, victim.mask()).mul(new Scalar(share));
          delta = scope.keep(budget.project(delta.add(move), victim.mask()));
        }
        best.offer(delta);
      }
    }
    return best.delta();
  }

  /** Where there is no slope, no step: NaN would end the ascent, and not by the model's fault. */
  private static Tensor finite(Tensor slope) {
    return slope.masked_fill(slope.isfinite().logical_not(), new Scalar(0.0));
  }
}
