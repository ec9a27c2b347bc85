package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * g(x) = −Σ log x_i for positive entries, +inf otherwise.
 *
 * <p>prox: y_i = (x_i + √(x_i² + 4 step)) / 2, for negative x_i written without the difference.
 * Cost: O(n).
 *
 * <p>Derivative: y_i / (2 y_i − x_i) everywhere; there is no kink.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.1, scalar functions.
 */
public record LogBarrier() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor inside = Members.checked(x).gt(new Scalar(0));
    Tensor logs = torch.where(inside, x, torch.ones_like(x)).log();
    Tensor outside = inside.logical_not();
    return Members.sum(logs.neg().masked_fill(outside, new Scalar(Double.POSITIVE_INFINITY)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    Tensor isPositive = x.ge(new Scalar(0));
    // Not abs(), whose derivative at zero is 0.
    Tensor size = torch.where(isPositive, x, x.neg());
    Tensor root = torch.hypot(x, t.sqrt().mul(new Scalar(2)));
    // The roots of y² − x y − step are y and −step/y.
    Tensor larger = size.add(root).mul(new Scalar(0.5));
    return torch.where(isPositive, larger, t.div(larger));
  }
}
