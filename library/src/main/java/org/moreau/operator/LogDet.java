package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * g(X) = −log det X of symmetric positive definite members X [n, n]; +inf elsewhere.
 *
 * <p>prox: (X + Xᵀ)/2 with its eigenvalues λ replaced by (λ + √(λ² + 4 step))/2, any X. Cost: an
 * eigendecomposition, O(n³). Differentiable in x, also at equal eigenvalues, and in the step.
 *
 * <p>Derivative: exact everywhere; there is no kink.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.7.
 */
public record LogDet() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor eigenvalues = Eigenvalues.of(Members.checked(x)).inGraph();
    Tensor positive = eigenvalues.detach().gt(new Scalar(0));
    Tensor safe = torch.where(positive, eigenvalues, torch.ones_like(eigenvalues));
    Tensor inside = positive.all(1).logical_and(Eigenvalues.areSymmetric(x.detach()));
    return safe.log().sum(1).neg().add(Members.indicator(inside, x));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    Eigenvalues eigen = Eigenvalues.of(x);
    Tensor images = image(eigen.inGraph(), t.dim() == 0 ? t : t.squeeze(2));
    Tensor held = t.detach();
    return eigen.map(
        images, (a, b) -> image(a, held).add(image(b, held)).div(root(a, held).add(root(b, held))));
  }

  /** The positive root of y² − λ y = step, without cancellation for λ < 0. */
  private static Tensor image(Tensor lambda, Tensor step) {
    Tensor isPositive = lambda.detach().ge(new Scalar(0));
    Tensor size = torch.where(isPositive, lambda, lambda.neg());
    Tensor larger = size.add(root(lambda, step)).mul(new Scalar(0.5));
    return torch.where(isPositive, larger, step.div(larger));
  }

  private static Tensor root(Tensor lambda, Tensor step) {
    return torch.hypot(lambda, step.sqrt().mul(new Scalar(2)));
  }
}
