package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * g(z) = ½ Σ a_j z_j² for weights a ≥ 0 of the shape of a member or of x: dropout where the
 * probability p is held fixed, a_j = p (1 − p) x_j².
 *
 * <p>prox: y_j = x_j / (1 + step a_j), that is x_j λ / (λ + a_j). Cost: O(n). Differentiable in x,
 * in the step and in the weights.
 *
 * <p>Derivative: 1 / (1 + step a_j) everywhere; there is no kink.
 *
 * <p>Source: MetaProx, appendix B.
 */
public record FixedDropout(Tensor weights) implements ProximalOperator {
  public FixedDropout {
    if (weights.numel() > 0) {
      double least = weights.detach().min().item_double();
      if (!(least >= 0)) {
        throw new IllegalArgumentException("weights must be >= 0, got " + least);
      }
    }
  }

  /** The weights p (1 − p) x_j² for a probability p [batch] of every member of x [batch, ...]. */
  public static FixedDropout at(Tensor x, Tensor probability) {
    Tensor p = Members.over("probability", probability, x);
    return new FixedDropout(p.mul(p.neg().add(new Scalar(1))).mul(x.square()));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor a = DropoutPoint.stretched("weights", weights, Members.checked(x));
    return Members.sum(a.mul(x.square())).mul(new Scalar(0.5));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    Tensor a = DropoutPoint.stretched("weights", weights, x);
    return x.div(a.mul(t).add(new Scalar(1)));
  }
}
