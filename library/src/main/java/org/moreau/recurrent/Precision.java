package org.moreau.recurrent;

import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/**
 * How exactly a proximal layer solves for its state.
 *
 * @param tolerance the bound of the relative error |c − c*| / |s| of every example at every step
 * @param checkInterval how often the number of iterations is chosen: at every n-th step; the steps
 *     between take as many. Where that was too few somewhere, the pass is repeated with 1
 */
public record Precision(double tolerance, int checkInterval) {
  /** Checks both. */
  public Precision {
    Check.positive("tolerance", tolerance);
    Check.positive("checkInterval", checkInterval);
  }

  /**
   * 1e-5, chosen every 16 steps, for float32; 1e-12, chosen at every step, for float64.
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
        "a ProxLstm must have the type Float or Double, got " + type.intern());
  }
}
