package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The Wright omega function: Lambert's W of an exponential that may be far too large to form. */
final class WrightOmega {
  // Five reach float64 from the worst start, just below c = 1.
  private static final int ITERATIONS = 6;

  private WrightOmega() {}

  /**
   * w > 0 with w + log w = c at every entry; 0 where e^c is. Accurate to rounding for any finite c.
   *
   * <p>Newton's method for v = log w: e^v + v − c is convex and increases, so that from a start
   * where it is not negative every iterate lies above the root and below the last.
   */
  static Tensor of(Tensor c) {
    Tensor one = torch.ones_like(c);
    Tensor isLarge = c.gt(new Scalar(1));
    Tensor v = torch.where(isLarge, torch.where(isLarge, c, one).log(), c);
    for (int k = 0; k < ITERATIONS; k++) {
      Tensor w = v.exp();
      v = v.sub(w.add(v).sub(c).div(w.add(one)));
    }
    return torch.where(isLarge, c.sub(v), v.exp());
  }
}
