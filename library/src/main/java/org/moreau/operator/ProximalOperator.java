package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/**
 * A function g with a proximal map prox(x, step) = argmin_y g(y) + |y − x|² / (2 step).
 *
 * <p>The leading dimension is the batch: g is applied to every member on its own. Both methods are
 * pure, leave their arguments alone, and are differentiable by autograd; at a kink the derivative
 * is the one that the class documents.
 *
 * <p>Where a gradient is asked for, call both inside a {@link org.moreau.engine.TensorScope} that
 * stays open until after backward: it keeps the derivatives that are written by hand. Without one
 * such a map throws an IllegalStateException; maps made of tensor operations alone need none.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 1.1.
 */
public interface ProximalOperator {
  /** g of every member of x [batch, ...], as [batch]; +inf outside the domain. */
  Tensor value(Tensor x);

  /**
   * The proximal map of every member of x [batch, ...], of the same shape.
   *
   * @param step > 0, [] for all members or [batch] for one each
   * @throws IllegalArgumentException naming x or step if one is not finite, the step is not
   *     positive (also once it is rounded to the type of x) or a shape does not fit
   */
  Tensor prox(Tensor x, Tensor step);

  /** {@link #prox(Tensor, Tensor)} with one constant step for all members. */
  default Tensor prox(Tensor x, double step) {
    Check.positive("step", step);
    return prox(x, x.new_full(new long[0], new Scalar(step)));
  }

  /** Whether g is convex; then the proximal map is single-valued and firmly non-expansive. */
  default boolean isConvex() {
    return true;
  }

  /**
   * Whether g is the indicator of a set; then the proximal map is the projection for every step.
   */
  default boolean isIndicator() {
    return false;
  }
}
