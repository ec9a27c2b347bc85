package org.moreau.robustness;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * Random perturbations as large as the budget allows, the worst of {@code tries} of them: what a
 * model does without an adversary.
 */
public record RandomNoise(int tries) implements Attack {
  public RandomNoise {
    Check.positive("tries", tries);
  }

  @Override
  public String key() {
    return "noise";
  }

  @Override
  public Tensor perturbation(Victim victim, Budget budget, SplittableRandom random) {
    Best best = new Best(victim);
    for (int i = 0; i < tries; i++) {
      best.offer(budget.random(victim.inputs(), victim.mask(), random));
    }
    return best.delta();
  }
}
