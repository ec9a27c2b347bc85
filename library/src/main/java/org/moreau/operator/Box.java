package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The set lower ≤ x_i ≤ upper, for bounds of the shape [], of a member, or of x, which may be
 * infinite.
 *
 * <p>prox: the projection y_i = min(max(x_i, lower), upper). Cost: O(n). Differentiable in x and in
 * the bounds.
 *
 * <p>Derivative at a bound: that of the inside.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.2.
 */
public record Box(Tensor lower, Tensor upper) implements ProximalOperator {
  /** Bounds that may differ between entries and members, and may be learnt. */
  public Box {
    if (lower.dim() == 0 || upper.dim() == 0 || Arrays.equals(lower.shape(), upper.shape())) {
      requireOrder(lower, upper);
    }
  }

  /** The same constant bounds for all entries. */
  public Box(double lower, double upper) {
    this(Members.constant(lower), Members.constant(upper));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor low = Members.entrywise("lower", lower, Members.checked(x));
    Tensor high = Members.entrywise("upper", upper, x);
    Tensor outside = x.lt(low).logical_or(x.gt(high));
    return Members.indicator(Members.flat(outside).any(1).logical_not(), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor low = Members.entrywise("lower", lower, x);
    Tensor high = Members.entrywise("upper", upper, x);
    requireOrder(low, high);
    return torch.where(x.lt(low), low, torch.where(x.gt(high), high, x));
  }

  private static void requireOrder(Tensor lower, Tensor upper) {
    Tensor wrong = lower.detach().le(upper.detach()).logical_not();
    if (wrong.any().item_bool()) {
      throw new IllegalArgumentException(
          "lower must be <= upper, got " + first(lower, wrong) + " and " + first(upper, wrong));
    }
  }

  private static double first(Tensor bound, Tensor where) {
    return bound.detach().expand_as(where).masked_select(where).select(0, 0).item_double();
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
