package org.moreau.layer;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * The set |x|² = n, Σ x_i = 0 for the n entries of a member; not convex. A member is a feature over
 * the batch: use {@link ProximalLayer#overColumns}.
 *
 * <p>prox: √n (x − mean) / |x − mean|, which is libtorch's batch normalisation in training with eps
 * = 0. Cost: O(n).
 *
 * <p>Derivative at a constant member: taken as 0. It is equally far from the whole set and goes to
 * 0, libtorch's limit for eps → 0, which is not in the set.
 *
 * <p>Fails: IllegalArgumentException for members with a single entry.
 *
 * <p>Source: ProxNet, section 2.
 */
public record BatchNormalisation() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    double n = checkedEntries(Members.checked(x));
    double slack = Members.slack(x);
    Tensor sum = Members.sum(x).abs();
    Tensor square = Members.sum(x.square()).sub(new Scalar(n)).abs();
    return Members.indicator(
        sum.le(new Scalar(n * slack)).logical_and(square.le(new Scalar(2 * n * slack))), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    double n = checkedEntries(x);
    Tensor flat = Members.flat(x);
    Tensor centred = flat.sub(flat.mean(new long[] {1}, true, new ScalarTypeOptional()));
    Tensor norm = Members.norm(centred);
    Tensor size = Members.norm(x).detach();
    double rounding = 4 * Members.epsilon(x);
    Tensor isConstant = norm.detach().le(size.mul(new Scalar(rounding)));
    Tensor safe = norm.masked_fill(isConstant, new Scalar(1.0));
    Tensor scale =
        torch
            .full_like(safe, new Scalar(Math.sqrt(n)))
            .div(safe)
            .masked_fill(isConstant, new Scalar(0.0));
    return centred.mul(scale.unsqueeze(1)).view_as(x);
  }

  private static double checkedEntries(Tensor x) {
    long n = Members.entries(x);
    if (n < 2) {
      throw new IllegalArgumentException(
          "x must have at least 2 entries per member to be normalised, got " + n);
    }
    return n;
  }

  @Override
  public boolean isConvex() {
    return false;
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
