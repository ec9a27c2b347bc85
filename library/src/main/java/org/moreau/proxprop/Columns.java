package org.moreau.proxprop;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What recurrences over several columns at once have in common. */
final class Columns {
  private Columns() {}

  /** The largest magnitude along {@code dimensions}, kept, and 1 where all is 0: scales squares. */
  static Tensor scale(Tensor x, long... dimensions) {
    Tensor largest = x.abs().amax(dimensions, true);
    return largest.masked_fill(largest.eq(new Scalar(0.0)), new Scalar(1.0));
  }

  /** The square of the rounding of a number. */
  static double squaredEpsilon(ScalarType type) {
    return type.value == ScalarType.Double.value ? 0x1p-104 : 0x1p-46;
  }

  /** {@code x}, with 0 in the place of what is not above {@code least}; NaN stays. */
  static Tensor above(Tensor least, Tensor x) {
    return x.masked_fill_(x.le(least), new Scalar(0.0));
  }

  /** a / b, and 0, which ends a recurrence, where either is not positive; NaN stays. */
  static Tensor quotient(Tensor a, Tensor b) {
    Tensor ended = a.le(new Scalar(0.0)).logical_or(b.le(new Scalar(0.0)));
    return torch.where(ended, torch.zeros_like(a), a.div(b));
  }
}
