package org.moreau.layer;

import org.moreau.engine.Check;

/** How the step of a {@link ProximalLayer} comes about; step = 1/λ in the papers. */
public sealed interface StepSize {
  /** A constant. */
  record Fixed(double step) implements StepSize {
    public Fixed {
      Check.positive("step", step);
    }
  }

  /**
   * 1/λ_t with λ_t = (1 + k t) α₀ in epoch t = 0, 1, ...: for k > 0 the layer fades out. Source:
   * ProxNet, section 5.
   */
  record Scheduled(double alpha0, double k) implements StepSize {
    public Scheduled {
      Check.positive("alpha0", alpha0);
      Check.nonNegative("k", k);
    }
  }

  /** exp of a parameter called log_step, which is learnt from the log of {@code initial} on. */
  record Trainable(double initial) implements StepSize {
    public Trainable {
      Check.positive("initial", initial);
    }
  }
}
