package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The set of members X [m, n] with orthonormal columns, or rows where m < n; not convex.
 *
 * <p>prox: a nearest point, the polar factor U Vᵀ; the only one if X has full rank. Cost: a
 * singular value decomposition, O(m n min(m, n)). Differentiable in x, also at equal singular
 * values.
 *
 * <p>Derivative where X loses rank: taken as 0 in the directions that would be infinite.
 *
 * <p>Source: Higham, Functions of Matrices (2008), theorem 8.4.
 */
public record Stiefel() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor off = SingularValues.of(Members.checked(x)).values().sub(new Scalar(1)).abs();
    return Members.indicator(off.le(new Scalar(Members.slack(x))).all(1), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    SingularValues svd = SingularValues.of(x);
    Tensor s = svd.values();
    double rounding = (x.element_size() == 8 ? 0x1p-52 : 0x1p-23) * Math.max(x.size(1), x.size(2));
    Tensor zero = s.narrow(1, 0, Math.min(1, s.size(1))).mul(new Scalar(rounding)).unsqueeze(2);
    return svd.map(
        torch.ones_like(s),
        (a, b) ->
            a.sign()
                .sub(b.sign())
                .div(a.sub(b))
                .masked_fill(a.sub(b).abs().le(zero), new Scalar(0)));
  }

  @Override
  public boolean isConvex() {
    return false;
  }

  @Override
  public boolean isIndicator() {
    return true;
  }
}
