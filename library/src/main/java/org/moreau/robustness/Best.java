package org.moreau.robustness;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorScope;

/** The worst perturbation so far of each example, as its margin tells. */
final class Best {
  private final Victim victim;
  private Tensor delta;
  private Tensor margin;

  /** Begins with no perturbation at all. */
  Best(Victim victim) {
    this.victim = victim;
    delta = torch.zeros_like(victim.inputs());
    margin = victim.marginAt(delta);
  }

  /** Takes {@code candidate} for the examples that it harms more: NaN is the worst there is. */
  void offer(Tensor candidate) {
    try (TensorScope scope = new TensorScope()) {
      Tensor own = victim.marginAt(candidate);
      Tensor better = own.gt(margin).logical_or(own.isnan());
      margin = scope.keep(torch.where(better, own, margin));
      delta = scope.keep(torch.where(better.view(-1, 1, 1), candidate, delta));
    }
  }

  Tensor delta() {
    return delta;
  }
}
