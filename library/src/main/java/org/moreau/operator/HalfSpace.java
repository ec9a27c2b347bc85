package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * The set ⟨a, x⟩ ≤ b, for an a ≠ 0 with an entry for each of a member and a b [] or [batch].
 *
 * <p>prox: the projection y = x − max(⟨a, x⟩ − b, 0) a / |a|². Cost: O(n). Differentiable in x, a
 * and b.
 *
 * <p>Derivative on the boundary: that of the inside.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.2.
 */
public record HalfSpace(Tensor a, Tensor b) implements ProximalOperator {
  /** Checks that a is finite and not zero, and that b is finite. */
  public HalfSpace {
    Hyperplane.check(a, b);
  }

  /** A half-space with the same constant b for all members. */
  public HalfSpace(Tensor a, double b) {
    this(a, Members.constant(b));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor allowed = Hyperplane.allowed(a, b, Members.checked(x));
    return Members.indicator(Hyperplane.distance(a, b, x).le(allowed), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    return Hyperplane.moved(a, x, Hyperplane.distance(a, b, x).relu());
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
