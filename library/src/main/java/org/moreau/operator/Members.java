package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.NativeLibraries;
import org.moreau.engine.TensorScope;

/**
 * What operators do with the members of a batch: checks, sums over all but the leading dimension,
 * and numbers per member stretched over their entries.
 */
public final class Members {
  private Members() {}

  /**
   * {@code x} itself, if it has a batch dimension and no NaN.
   *
   * @throws IllegalArgumentException if not
   */
  public static Tensor checked(Tensor x) {
    if (x.dim() == 0) {
      throw new IllegalArgumentException("x must have a leading batch dimension, got a scalar");
    }
    // The sum is NaN if an entry is, and costs a pass instead of two; infinities may cancel in it.
    if (Double.isNaN(x.detach().sum().item_double()) && x.detach().isnan().any().item_bool()) {
      throw new IllegalArgumentException("x must not hold NaN; look at what computed it");
    }
    return x;
  }

  /**
   * {@code step} shaped to be multiplied with x.
   *
   * @throws IllegalArgumentException if it is not positive everywhere or fits neither [] nor
   *     [batch]
   */
  public static Tensor step(Tensor x, Tensor step) {
    return positive("step", step, x);
  }

  /**
   * A number for all members, [], or one for each, [batch], shaped to be multiplied with x.
   *
   * @throws IllegalArgumentException if it is not positive everywhere or has another shape
   */
  public static Tensor positive(String name, Tensor number, Tensor x) {
    Tensor stretched = over(name, number, x);
    if (number.numel() > 0) {
      double least = number.detach().min().item_double();
      if (!(least > 0)) {
        throw new IllegalArgumentException(name + " must be > 0, got " + least);
      }
    }
    return stretched;
  }

  /**
   * {@code parameter} in the type and on the device of x, if it stretches to the shape of x.
   *
   * @throws IllegalArgumentException if not
   */
  public static Tensor entries(String name, Tensor parameter, Tensor x) {
    boolean fits = parameter.dim() <= x.dim();
    for (int d = 1; fits && d <= parameter.dim(); d++) {
      fits = parameter.size(-d) == 1 || parameter.size(-d) == x.size(-d);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + " must stretch to the shape "
              + Arrays.toString(x.shape())
              + ", got "
              + Arrays.toString(parameter.shape()));
    }
    return like(parameter, x);
  }

  /** A number for all members, [], or one for each, [batch], shaped to be multiplied with x. */
  public static Tensor over(String name, Tensor number, Tensor x) {
    if (number.dim() == 0) {
      return number;
    }
    if (number.dim() != 1 || number.size(0) != x.size(0)) {
      throw new IllegalArgumentException(
          name
              + " must have the shape [] or ["
              + x.size(0)
              + "], got "
              + Arrays.toString(number.shape()));
    }
    long[] shape = new long[(int) x.dim()];
    Arrays.fill(shape, 1);
    shape[0] = x.size(0);
    return number.view(shape);
  }

  /** x [batch, ...] as [batch, entries]. */
  public static Tensor flat(Tensor x) {
    return x.reshape(x.size(0), entries(x));
  }

  /** The number of entries of a member. */
  public static long entries(Tensor x) {
    long entries = 1;
    for (int d = 1; d < x.dim(); d++) {
      entries *= x.size(d);
    }
    return entries;
  }

  /** The sum of every member, [batch]. */
  public static Tensor sum(Tensor x) {
    return flat(x).sum(1);
  }

  /** The sum of {@code entries} [batch, ...] in the shape, [] or [batch], and type of a number. */
  public static Tensor sumLike(Tensor number, Tensor entries) {
    Tensor sum = number.dim() == 0 ? entries.sum() : sum(entries);
    return sum.to(number.scalar_type());
  }

  /**
   * The Euclidean norm of every member, [batch]; its derivative at a zero member is 0. Scaled by
   * the largest entry first, so that squares neither overflow nor vanish.
   */
  public static Tensor norm(Tensor x) {
    return rowNorm(flat(x));
  }

  /** The Euclidean norms of the last dimension of x; as {@link #norm} otherwise. */
  static Tensor rowNorm(Tensor x) {
    if (x.size(-1) == 0) {
      return x.sum(-1);
    }
    Tensor largest = x.detach().abs().amax(new long[] {-1}, true);
    Tensor isZero = largest.eq(new Scalar(0));
    Tensor scale = torch.where(isZero, torch.ones_like(largest), largest);
    Tensor squares = x.div(scale).square().sum(-1);
    // The square root of zero has an infinite derivative, which would turn into NaN.
    Tensor safe = torch.where(isZero.squeeze(-1), torch.ones_like(squares), squares);
    Tensor root = torch.where(isZero.squeeze(-1), squares, safe.sqrt());
    return root.mul(scale.squeeze(-1));
  }

  /** A constant parameter of an operator, such as a radius; {@link #like} adapts it to x. */
  public static Tensor constant(double value) {
    NativeLibraries.load();
    return TensorScope.own(
        torch.full(new long[0], new Scalar(value), new TensorOptions(ScalarType.Double)));
  }

  /** {@code parameter} in the type and on the device of x, in its graph if it has one. */
  public static Tensor like(Tensor parameter, Tensor x) {
    return parameter.to(x.device(), x.scalar_type());
  }

  /** 1 and a little: how far outside of a set rounding may put a projection. */
  public static Scalar slackFactor(Tensor x) {
    return new Scalar(1 + slack(x));
  }

  /** The relative error that rounding may cause: 1e-5 in float32, 1e-10 in float64. */
  public static double slack(Tensor x) {
    return x.element_size() == 8 ? 1e-10 : 1e-5;
  }

  /** The distance from 1 to the next number in the type of x. */
  public static double epsilon(Tensor x) {
    return x.element_size() == 8 ? 0x1p-52 : 0x1p-23;
  }

  /** 0 where {@code inside} [batch] holds, +inf elsewhere, of the type of x. */
  public static Tensor indicator(Tensor inside, Tensor x) {
    Tensor zero = x.new_zeros(x.size(0));
    return zero.masked_fill(inside.logical_not(), new Scalar(Double.POSITIVE_INFINITY));
  }
}
