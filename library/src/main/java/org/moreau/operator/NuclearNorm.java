package org.moreau.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * g(X) = Σ_i s_i(X), the sum of the singular values of a member X [m, n].
 *
 * <p>prox: the same singular vectors with max(s_i − step, 0). Cost: a singular value decomposition,
 * O(m n min(m, n)). Differentiable in x, also at equal and zero singular values, and in the step.
 *
 * <p>Derivative at s_i = step: taken as 0.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.7.
 */
public record NuclearNorm() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    return SingularValues.of(Members.checked(x)).inGraph().sum(1);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    SingularValues svd = SingularValues.of(x);
    Tensor images = svd.inGraph().sub(t.dim() == 0 ? t : t.squeeze(2)).relu();
    return svd.map(images, DividedDifference.softThreshold(t.detach()));
  }
}
