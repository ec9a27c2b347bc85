package org.moreau.kernel;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/** What is asked of points: rows of equal length, without NaN. */
final class Points {
  private Points() {}

  static void check(Tensor x, Tensor y) {
    Check.shape("x", x, -1, -1);
    Check.shape("y", y, -1, x.size(1));
  }

  /** {@code points} [n, d] as float64, in which all linear algebra of kernels is done. */
  static Tensor exact(String name, Tensor points) {
    Check.shape(name, points, -1, -1);
    if (points.detach().isnan().any().item_bool()) {
      throw new IllegalArgumentException(name + " must not hold NaN; look at what computed it");
    }
    return points.to(ScalarType.Double);
  }
}
