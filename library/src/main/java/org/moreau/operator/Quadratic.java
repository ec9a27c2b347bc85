package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * g(x) = ½ xᵀ Q x + cᵀ x, for a constant Q [n, n], symmetric positive semidefinite, and a c with an
 * entry for each of a member, which may be learnt.
 *
 * <p>prox: y = (I + step Q)⁻¹ (x − step c). Q is copied and factored once, for all steps; a later
 * change of it has no effect. Cost: O(n²) for a member, O(n³) once. Differentiable in x, c and the
 * step.
 *
 * <p>Derivative: (I + step Q)⁻¹ everywhere; there is no kink.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.
 */
public final class Quadratic implements ProximalOperator {
  private final SemidefiniteMatrix q;
  private final Tensor c;

  /**
   * The function for {@code q} and {@code c}.
   *
   * @throws IllegalArgumentException if q is not symmetric positive semidefinite
   */
  public Quadratic(Tensor q, Tensor c) {
    this.q = SemidefiniteMatrix.of("Q", q);
    this.c = Members.finite("c", c);
    if (c.numel() != q.size(0)) {
      throw new IllegalArgumentException(
          "c must have an entry for each of the " + q.size(0) + " rows of Q, got " + c.numel());
    }
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor linear = Members.vector("c", c, Members.checked(x));
    Tensor flat = Members.flat(x);
    return q.halfSquare(flat).add(flat.matmul(linear));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor linear = Members.vector("c", c, Members.checked(x));
    Tensor flat = Members.flat(x);
    Tensor t = Members.step(flat, step);
    return q.shrink(flat.sub(t.mul(linear)), t).view_as(x);
  }
}
