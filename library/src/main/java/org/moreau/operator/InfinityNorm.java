package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * g(x) = max_i |x_i|.
 *
 * <p>prox, by Moreau's identity: y = x − P(x), P the projection onto the {@link L1Ball} of radius
 * step; that caps the entries at a level, and is zero where Σ |x_i| ≤ step. Cost: O(n log n).
 *
 * <p>Derivative at Σ |x_i| = step: taken as 0.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.2.
 */
public record InfinityNorm() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor sizes = Members.flat(Members.checked(x)).abs();
    return sizes.size(1) == 0 ? sizes.sum(1) : sizes.amax(new long[] {1}, false);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    return x.sub(L1Ball.project(x, step));
  }
}
