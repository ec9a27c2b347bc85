package org.moreau.recurrent;

import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/**
 * How exactly a proximal layer solves for its state.
 *
 * @param tolerance the bound of the relative error |c − c*| / |s| in every row, where it is checked
 * @param checkInterval 1 checks every step of a sequence; n checks the first and every n-th, and
 *     the steps between take as many iterations as the last one checked
 */
public record Precision(double tolerance, int checkInterval) {
  /** Checks both. */
  public Precision {
    Check.positive("tolerance", tolerance);
    Check.positive("checkInterval", checkInterval);
  }

  /** 1e-5, checked every 16 steps, for float32; 1e-12, checked always, for float64. */
  public static Precision of(ScalarType type) {
    return type.value == ScalarType.Double.value
        ? new Precision(1e-12, 1)
        : new Precision(1e-5, 16);
  }
}
