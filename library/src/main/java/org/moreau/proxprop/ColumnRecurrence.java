package org.moreau.proxprop;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Conjugate gradients for (N + βI) d = b from 0, N = A'A given as a product: exactly so many steps,
 * the same ones at any scale of b, unless the residual has become no more than b's rounding. Cost:
 * one product per step.
 *
 * <p>Source: Hestenes and Stiefel, Methods of Conjugate Gradients (1952).
 */
final class ColumnRecurrence {
  private static final double PUBLISHED_EPSILON = 1e-6;
  private static final double PUBLISHED_TOLERANCE = 1e-2;

  private ColumnRecurrence() {}

  /**
   * d of the shape of b; {@code rounding} is the norm of b's rounding in each recurrence, and
   * {@code over} are the dimensions that an inner product sums over.
   */
  static Tensor direction(
      UnaryOperator<Tensor> normal,
      double beta,
      Tensor b,
      Tensor rounding,
      int steps,
      long... over) {
    Tensor scale = Columns.scale(b, over);
    Tensor r = b.div(scale);
    Tensor p = r.clone();
    Tensor rho = square(r, over);
    Tensor least = rounding.div(scale).square().to(b.scalar_type());
    Tensor d = torch.zeros_like(b);
    for (int k = 1; ; k++) {
      Tensor q = normal.apply(p).add_(p, new Scalar(beta));
      Tensor alpha = Columns.quotient(rho, dot(p, q, over));
      d.addcmul_(p, alpha);
      if (k == steps) {
        return d.mul_(scale);
      }
      r.addcmul_(q, alpha, new Scalar(-1.0));
      Tensor next = Columns.above(least, square(r, over));
      p.mul_(Columns.quotient(next, rho)).add_(r);
      rho = next;
    }
  }

  /** What the paper's published code computes in the place of conjugate gradients. */
  static Tensor published(
      UnaryOperator<Tensor> normal, double beta, Tensor b, int steps, long... over) {
    Scalar epsilon = new Scalar(PUBLISHED_EPSILON);
    Tensor r = b.clone();
    Tensor p = r;
    Tensor rho = square(r, over);
    double goal = PUBLISHED_TOLERANCE * PUBLISHED_TOLERANCE * rho.mean().item_double();
    Tensor d = torch.zeros_like(b);
    for (int k = 1; ; k++) {
      Tensor q = normal.apply(p).add_(p, new Scalar(beta));
      Tensor alpha = rho.div(dot(p, q, over).add_(epsilon));
      d.addcmul_(p, alpha);
      if (k == steps) {
        return d;
      }
      r.addcmul_(q, alpha, new Scalar(-1.0)); // in the first step p is r, and changes with it
      Tensor next = square(r, over);
      if (next.max().item_double() < goal) {
        return d;
      }
      p = r.add(p.mul(next.div(rho.add(epsilon))));
      rho = next;
    }
  }

  private static Tensor square(Tensor a, long... over) {
    return dot(a, a, over);
  }

  private static Tensor dot(Tensor a, Tensor b, long... over) {
    return a.mul(b).sum(over, true, new ScalarTypeOptional());
  }
}
