package org.moreau.multiview;

import org.moreau.engine.Check;
import org.moreau.layer.StepSize;

/**
 * How a proximal layer of correlation works.
 *
 * @param step 1/λ; {@link StepSize.Scheduled} is the paper's λ_t = (1 + k t) α₀
 * @param tolerance of the solves, see {@link CorrelationProx}
 * @param mostIterations of a solve
 */
public record ProximalSettings(
    StepSize step, TestMode test, GradientMode gradient, double tolerance, int mostIterations) {
  public ProximalSettings {
    Check.positive("tolerance", tolerance);
    Check.positive("mostIterations", mostIterations);
  }

  /** Dropped at test time, with an exact gradient. */
  public static ProximalSettings of(StepSize step) {
    return new ProximalSettings(
        step,
        TestMode.DROPPED,
        GradientMode.EXACT,
        CorrelationProx.USUAL_TOLERANCE,
        CorrelationProx.USUAL_ITERATIONS);
  }

  /** A constant λ > 0. */
  public static ProximalSettings lambda(double lambda) {
    return of(new StepSize.Fixed(1 / Check.positive("lambda", lambda)));
  }

  /** The same with another mode at test time. */
  public ProximalSettings with(TestMode mode) {
    return new ProximalSettings(step, mode, gradient, tolerance, mostIterations);
  }

  /** The same with another gradient. */
  public ProximalSettings with(GradientMode mode) {
    return new ProximalSettings(step, test, mode, tolerance, mostIterations);
  }
}
