package org.moreau.solver;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Products and norms of the members of a batch [batch, ...]. */
final class Rows {
  private Rows() {}

  /** ⟨a, b⟩ of every member, [batch]. */
  static Tensor dot(Tensor a, Tensor b) {
    return flat(a.mul(b)).sum(1);
  }

  /** The norm of every member, [batch]; squares neither overflow nor vanish. */
  static Tensor norm(Tensor a) {
    Tensor rows = flat(a);
    if (rows.size(1) == 0) {
      return rows.sum(1);
    }
    long[] entries = {1};
    Tensor largest = rows.abs().amax(entries, true);
    Tensor scale = largest.masked_fill(largest.eq(new Scalar(0.0)), new Scalar(1.0));
    return torch
        .linalg_vector_norm(rows.div(scale), new Scalar(2.0), entries, false, null)
        .mul(scale.squeeze(1));
  }

  /** x [batch, ...] as [batch, entries]. */
  static Tensor flat(Tensor x) {
    return x.reshape(x.size(0), x.size(0) == 0 ? 1 : x.numel() / x.size(0));
  }

  /** A number for each member, [batch], shaped to be multiplied with x. */
  static Tensor over(Tensor number, Tensor x) {
    long[] shape = new long[(int) x.dim()];
    Arrays.fill(shape, 1);
    shape[0] = x.size(0);
    return number.view(shape);
  }

  /** a / b, and 0 where both are 0. */
  static Tensor quotient(Tensor a, Tensor b) {
    Tensor isZero = a.eq(new Scalar(0)).logical_and(b.eq(new Scalar(0)));
    return torch.where(isZero, torch.zeros_like(a), a.div(b));
  }

  /** The largest number; 0 where there is none, NaN where there is one. */
  static double largest(Tensor numbers) {
    return numbers.numel() == 0 ? 0 : numbers.max().item_double();
  }

  /** The distance from 1 to the next number in the type of x. */
  static double epsilon(Tensor x) {
    return x.element_size() == 8 ? 0x1p-52 : 0x1p-23;
  }

  /** As accurate as rounding lets one hope for when {@code tolerance} is asked for. */
  static double goal(double tolerance, Tensor x) {
    return Math.min(tolerance, Math.max(16 * epsilon(x), 1e-4 * tolerance));
  }
}
