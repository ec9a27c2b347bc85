package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.NativeLibraries;
import org.moreau.engine.TensorScope;

/**
 * What operators do with the members of a batch: checks, sums over all but the leading dimension,
 * and numbers per member stretched over their entries.
 */
public final class Members {
  private Members() {}

  /**
   * {@code x} itself, if it has a batch dimension and is finite everywhere.
   *
   * @throws IllegalArgumentException if not
   */
  public static Tensor checked(Tensor x) {
    if (x.dim() == 0) {
      throw new IllegalArgumentException("x must have a leading batch dimension, got a scalar");
    }
    // The sum is not finite if an entry is not, and costs one pass; finite ones may overflow in it.
    if (!Double.isFinite(x.detach().sum().item_double())) {
      requireFiniteEntries(x.detach());
    }
    return x;
  }

  private static void requireFiniteEntries(Tensor x) {
    if (x.isnan().any().item_bool()) {
      throw new IllegalArgumentException("x must not hold NaN; look at what computed it");
    }
    Tensor infinite = x.isinf();
    if (infinite.any().item_bool()) {
      throw new IllegalArgumentException(
          "x must be finite, got "
              + x.masked_select(infinite).select(0, 0).item_double()
              + "; look at what computed it");
    }
  }

  /**
   * {@code x} itself, if its members have entries.
   *
   * @throws IllegalArgumentException if not
   */
  public static Tensor notEmpty(Tensor x) {
    if (entries(x) == 0) {
      throw new IllegalArgumentException("x must have at least 1 entry per member, got 0");
    }
    return x;
  }

  /**
   * {@code step} in the type of x and shaped to be multiplied with it.
   *
   * @throws IllegalArgumentException if it is not positive and finite everywhere or fits neither []
   *     nor [batch]
   */
  public static Tensor step(Tensor x, Tensor step) {
    return positive("step", step, x);
  }

  /**
   * A number for all members, [], or one for each, [batch], in the type of x and shaped to be
   * multiplied with it.
   *
   * @throws IllegalArgumentException if it is not positive and finite everywhere, also once it is
   *     rounded to the type of x, or has another shape
   */
  public static Tensor positive(String name, Tensor number, Tensor x) {
    Tensor own = like(number, x);
    Tensor stretched = over(name, own, x);
    Tensor isWrong = isPositive(own.detach()).logical_not();
    if (isWrong.any().item_bool()) {
      Tensor given = number.detach().to(x.device(), number.scalar_type());
      Tensor wrong = given.masked_select(isWrong).select(0, 0);
      String where = isPositive(wrong).item_bool() ? " in the type of x" : "";
      throw new IllegalArgumentException(
          name + " must be > 0 and finite" + where + ", got " + wrong.item_double());
    }
    return stretched;
  }

  private static Tensor isPositive(Tensor number) {
    return number.gt(new Scalar(0)).logical_and(number.isfinite());
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

  /** x [batch, ..., n] itself; members that are numbers as rows of one, [batch, 1]. */
  static Tensor rows(Tensor x) {
    return x.dim() == 1 ? x.unsqueeze(1) : x;
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

  /**
   * {@code parameter} itself, if it is positive and finite everywhere. Operators ask when they are
   * made and again when they are used, since a parameter that is learnt moves.
   *
   * @throws IllegalArgumentException if not
   */
  public static Tensor positive(String name, Tensor parameter) {
    if (parameter.numel() > 0) {
      Check.positive(name, parameter.detach().min().item_double());
      Check.positive(name, parameter.detach().max().item_double());
    }
    return parameter;
  }

  /** {@link #positive(String, Tensor)}, but zero is allowed. */
  static Tensor nonNegative(String name, Tensor parameter) {
    if (parameter.numel() > 0) {
      Check.nonNegative(name, parameter.detach().min().item_double());
      Check.nonNegative(name, parameter.detach().max().item_double());
    }
    return parameter;
  }

  /**
   * A parameter with a number for every entry, in the type of x and shaped to be multiplied with
   * it: a number for all, [], or the shape of one member, or that of x; a size may be 1.
   */
  public static Tensor entrywise(String name, Tensor parameter, Tensor x) {
    long[] shape = x.shape();
    long[] own = parameter.shape();
    boolean fits = own.length == 0 || own.length == shape.length || own.length == shape.length - 1;
    for (int d = 1; fits && d <= own.length; d++) {
      long size = own[own.length - d];
      fits = size == 1 || size == shape[shape.length - d];
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + " must have the shape [], "
              + Arrays.toString(Arrays.copyOfRange(shape, 1, shape.length))
              + " or "
              + Arrays.toString(shape)
              + ", got "
              + Arrays.toString(own));
    }
    return like(parameter, x);
  }

  /**
   * {@code labels} themselves, if each is +1 or -1.
   *
   * @throws IllegalArgumentException if not
   */
  static Tensor labels(Tensor labels) {
    Tensor wrong = labels.abs().ne(new Scalar(1));
    if (wrong.any().item_bool()) {
      throw new IllegalArgumentException(
          "labels must be +1 or -1, got " + labels.masked_select(wrong).select(0, 0).item_double());
    }
    return labels;
  }

  /**
   * The gradient for a parameter [] or [batch], from that for its copies at every entry or row of
   * x.
   */
  public static Tensor collected(Tensor gradient, Tensor parameter) {
    return like(parameter.dim() == 0 ? gradient.sum() : sum(gradient), parameter);
  }

  /** {@code parameter} in the type and on the device of x, in its graph if it has one. */
  public static Tensor like(Tensor parameter, Tensor x) {
    return parameter.to(x.device(), x.scalar_type());
  }

  /**
   * {@code parameter}, one number for each entry of a member, as [entries] in the type of x.
   *
   * @throws IllegalArgumentException if x has another number of entries
   */
  static Tensor vector(String name, Tensor parameter, Tensor x) {
    if (parameter.numel() != entries(x)) {
      throw new IllegalArgumentException(
          name
              + " must have as many entries as a member of x, "
              + entries(x)
              + ", got "
              + parameter.numel());
    }
    return like(parameter, x).flatten();
  }

  /** {@code parameter} if all of it is finite. */
  static Tensor finite(String name, Tensor parameter) {
    Tensor isFinite = parameter.detach().isfinite();
    if (!isFinite.all().item_bool()) {
      double wrong = parameter.detach().masked_select(isFinite.logical_not()).sum().item_double();
      throw new IllegalArgumentException(name + " must be finite, got " + wrong);
    }
    return parameter;
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
