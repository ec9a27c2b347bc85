package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * g(X) = max_i s_i(X), the largest singular value of a member X [m, n].
 *
 * <p>prox: the same singular vectors with min(s_i, θ), θ such that Σ max(s_i − θ, 0) = step, or
 * zero where Σ s_i ≤ step. Cost: a singular value decomposition, O(m n min(m, n)). Differentiable
 * in x, also at equal and zero singular values, and in the step.
 *
 * <p>Derivative at s_i = θ: that of an s_i below.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), sections 6.5 and 6.7.
 */
public record SpectralNorm() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor s = SingularValues.of(Members.checked(x)).inGraph();
    return s.narrow(1, 0, Math.min(1, s.size(1))).sum(1);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    SingularValues svd = SingularValues.of(x);
    Tensor s = svd.inGraph();
    Tensor rest = L1Ball.project(s, step);
    DividedDifference above = DividedDifference.softThreshold(SingularValues.lost(s, rest));
    return svd.map(s.sub(rest), (a, b) -> torch.rsub(above.of(a, b), new Scalar(1)));
  }
}
