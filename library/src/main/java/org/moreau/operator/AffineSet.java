package org.moreau.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * The set A x = b, for a constant A [rows, entries] of full row rank and a b [rows] or [batch,
 * rows].
 *
 * <p>prox: the projection y = x − A⁺ (A x − b). A is factored once, with its rows scaled to length
 * 1; it is copied, so that a later change of it has no effect. Cost: O(rows · n) for a member.
 * Differentiable in x and b.
 *
 * <p>Derivative: I − A⁺ A everywhere; there is no kink.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.2.
 */
public final class AffineSet implements ProximalOperator {
  private final Tensor rows; // A with rows of length 1
  private final Tensor lengths; // [rows] of A
  private final Tensor inverse; // A⁺ of the scaled A, [entries, rows]
  private final Tensor b;

  /**
   * The set for {@code a} and {@code b}; b may be a parameter that is learnt.
   *
   * @throws IllegalArgumentException if a row of A is zero or follows from others
   */
  public AffineSet(Tensor a, Tensor b) {
    Members.finite("A", Check.shape("A", a, -1, -1));
    this.b = Members.finite("b", b);
    if (b.dim() < 1 || b.dim() > 2 || b.size(-1) != a.size(0)) {
      throw new IllegalArgumentException(
          "b must have an entry for each of the "
              + a.size(0)
              + " rows of A, got the shape "
              + Arrays.toString(b.shape()));
    }
    try (TensorScope scope = new TensorScope()) {
      Tensor precise = a.detach().to(ScalarType.Double);
      Tensor norms = Members.rowNorm(precise);
      Tensor scaled = precise.div(norms.clamp_min(new Scalar(Double.MIN_NORMAL)).unsqueeze(1));
      SingularValues svd = SingularValues.of(scaled.unsqueeze(0));
      double most = svd.values().max().item_double();
      double cut = 1e-12 * Math.max(a.size(0), a.size(1)) * most;
      long rank = svd.values().gt(new Scalar(cut)).sum().item_long();
      if (rank < a.size(0)) {
        throw new IllegalArgumentException(
            "A must have full row rank, got rank "
                + rank
                + " of "
                + a.size(0)
                + " rows; leave out zero rows and those that follow from others");
      }
      rows = TensorScope.own(scaled.to(a.scalar_type()));
      lengths = TensorScope.own(norms.to(a.scalar_type()));
      inverse = TensorScope.own(svd.pseudoInverse().squeeze(0).to(a.scalar_type()));
    }
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor reach = Members.norm(Members.checked(x)).unsqueeze(1).add(target(x).abs());
    Tensor allowed = reach.mul(new Scalar(Members.slack(x)));
    return Members.indicator(residual(x).abs().le(allowed).all(1), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor back = Members.like(inverse, x).t();
    return x.sub(residual(x).matmul(back).view_as(x));
  }

  @Override
  public boolean isIndicator() {
    return true;
  }

  private Tensor residual(Tensor x) {
    if (rows.size(1) != Members.entries(x)) {
      throw new IllegalArgumentException(
          "x must have members of " + rows.size(1) + " entries, got " + Members.entries(x));
    }
    return Members.flat(x).matmul(Members.like(rows, x).t()).sub(target(x));
  }

  private Tensor target(Tensor x) {
    if (b.dim() == 2) {
      Check.shape("b", b, x.size(0), rows.size(0));
    }
    return Members.like(b, x).div(Members.like(lengths, x));
  }
}
