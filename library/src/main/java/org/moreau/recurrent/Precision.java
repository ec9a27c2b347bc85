package org.moreau.recurrent;

import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/**
 * How exactly a proximal layer solves for its state.
 *
 * @param tolerance of the relative error |c − c*| / |s| of every example at every step
 * @param checkInterval how often the error is bounded: at the first steps and at every n-th one.
 *     With 1 it is at every step. Between, as many iterations are taken as then, or as many as the
 *     fall of the residual asks for, whichever the device makes cheap; where a bound shows that
 *     this was too few, the pass is repeated with 1
 */
public record Precision(double tolerance, int checkInterval) {
  /** Checks both. */
  public Precision {
    Check.positive("tolerance", tolerance);
    Check.positive("checkInterval", checkInterval);
  }

  /**
   * 1e-5, bounded every 16 steps, for float32; 1e-12, bounded at every step, for float64.
   *
   * @throws IllegalArgumentException for other types, which cannot hold a solution
   */
  public static Precision of(ScalarType type) {
    if (type.value == ScalarType.Double.value) {
      return new Precision(1e-12, 1);
    }
    if (type.value == ScalarType.Float.value) {
      return new Precision(1e-5, 16);
    }
    throw new IllegalArgumentException(
        "a proximal layer must have the type Float or Double, got " + type.intern());
  }
}
