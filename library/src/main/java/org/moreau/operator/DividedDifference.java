package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * (f(a) − f(b)) / (a − b) of a function f of one number, f'(a) where a = b, free of cancellation.
 * It is what the derivative of a matrix function is made of, and finite where that of the singular
 * vectors is not.
 *
 * <p>Source: Higham, Functions of Matrices (2008), theorem 3.11.
 */
@FunctionalInterface
interface DividedDifference {
  /** For all pairs of a and b, which are stretched to a common shape. */
  Tensor of(Tensor a, Tensor b);

  /** Of sign(a) max(|a| − θ, 0), for θ ≥ 0 [batch, 1, 1]; f is the identity where θ = 0. */
  static DividedDifference softThreshold(Tensor theta) {
    Scalar zero = new Scalar(0);
    Scalar one = new Scalar(1);
    return (a, b) -> {
      Tensor flatA = a.abs().le(theta);
      Tensor flatB = b.abs().le(theta);
      Tensor sameSide = a.sign().eq(b.sign());
      Tensor steep = flatA.logical_or(flatB).logical_not().logical_and(sameSide);
      Tensor quotient = shrunk(a, theta).sub(shrunk(b, theta)).div(a.sub(b));
      Tensor kinked = torch.where(flatA.logical_and(flatB), zero, quotient);
      return torch.where(theta.eq(zero).logical_or(steep), one, kinked);
    };
  }

  private static Tensor shrunk(Tensor a, Tensor theta) {
    return a.sign().mul(a.abs().sub(theta).relu());
  }

  /** Of max(a, 0). */
  static DividedDifference positivePart() {
    Scalar zero = new Scalar(0);
    return (a, b) -> {
      Tensor upA = a.gt(zero);
      Tensor upB = b.gt(zero);
      Tensor quotient = a.relu().sub(b.relu()).div(a.sub(b));
      Tensor kinked = torch.where(upA.logical_or(upB), quotient, zero);
      return torch.where(upA.logical_and(upB), new Scalar(1), kinked);
    };
  }
}
