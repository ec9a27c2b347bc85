package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The set of symmetric positive semidefinite members X [n, n].
 *
 * <p>prox: the projection: (X + Xᵀ)/2 with its eigenvalues λ replaced by max(λ, 0). Cost: an
 * eigendecomposition, O(n³). Differentiable in x, also at equal eigenvalues.
 *
 * <p>Derivative at an eigenvalue 0: that of a negative one.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 6.3.
 */
public record PsdCone() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor eigenvalues = Eigenvalues.of(Members.checked(x)).values();
    Tensor allowed = Members.norm(eigenvalues).mul(new Scalar(-Members.slack(x)));
    Tensor semidefinite = eigenvalues.ge(allowed.unsqueeze(1)).all(1);
    return Members.indicator(semidefinite.logical_and(Eigenvalues.areSymmetric(x.detach())), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Eigenvalues eigen = Eigenvalues.of(x);
    return eigen.map(eigen.inGraph().relu(), DividedDifference.positivePart());
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
