package org.moreau.robustness;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/** A search for a perturbation that makes a model err. */
public interface Attack {
  /** The name in tables, such as {@code pgd}. */
  String key();

  /**
   * A perturbation [batch, features, time] within the budget for each example of the victim: the
   * one of the largest margin that was found. Its tensors belong to the open scope.
   */
  Tensor perturbation(Victim victim, Budget budget, SplittableRandom random);
}
