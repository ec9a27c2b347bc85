package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The set ⟨a, x⟩ = b, for an a ≠ 0 with an entry for each of a member and a b [] or [batch].
 *
 * <p>prox: the projection y = x − (⟨a, x⟩ − b) a / |a|². Cost: O(n). Differentiable in x, a and b.
 *
 * <p>Derivative: I − a aᵀ / |a|² everywhere; there is no kink.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.2.
 */
public record Hyperplane(Tensor a, Tensor b) implements ProximalOperator {
  /** Checks that a is finite and not zero, and that b is finite. */
  public Hyperplane {
    check(a, b);
  }

  /** A hyperplane with the same constant b for all members. */
  public Hyperplane(Tensor a, double b) {
    this(a, Members.constant(b));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor allowed = allowed(a, b, Members.checked(x));
    return Members.indicator(distance(a, b, x).abs().le(allowed), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    return moved(a, x, distance(a, b, x));
  }

  @Override
  public boolean isIndicator() {
    return true;
  }

  static void check(Tensor a, Tensor b) {
    if (!(Members.finite("a", a).detach().abs().sum().item_double() > 0)) {
      throw new IllegalArgumentException("a must not be zero, got " + a.numel() + " zeros");
    }
    Members.finite("b", b);
  }

  /** The signed distance of every member, [batch]; positive on the side to which a points. */
  static Tensor distance(Tensor a, Tensor b, Tensor x) {
    return Members.flat(x).matmul(unit(a, x)).sub(offset(a, b, x));
  }

  /** Every member of x moved by its {@code distance} [batch] against a. */
  static Tensor moved(Tensor a, Tensor x, Tensor distance) {
    return x.sub(distance.unsqueeze(1).mul(unit(a, x)).view_as(x));
  }

  /** The rounding of the distance, [batch]. */
  static Tensor allowed(Tensor a, Tensor b, Tensor x) {
    return Members.norm(x).add(offset(a, b, x).abs()).mul(new Scalar(Members.slack(x)));
  }

  private static Tensor unit(Tensor a, Tensor x) {
    Tensor normal = Members.vector("a", a, x);
    return normal.div(Members.rowNorm(normal));
  }

  private static Tensor offset(Tensor a, Tensor b, Tensor x) {
    Members.over("b", b, x);
    return Members.like(b, x).div(Members.rowNorm(Members.vector("a", a, x)));
  }
}
