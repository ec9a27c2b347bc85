package org.moreau.operator;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.CustomGradient;

/**
 * g(c) = ½ p (1 − p) Σ point_j² c_j² with p = 1 / (1 + exp(−⟨point, c⟩)): the variance that dropout
 * on the point gives to a logistic model c.
 *
 * <p>prox: for a fixed s = ⟨point, c⟩ the best c is linear in s, so that a function of s alone
 * remains. It can have several minima; all are bracketed, and the lowest is taken.
 *
 * <p>Shapes: point of the shape of a member or of x. Cost: O(500 n) for each member, in float64.
 *
 * <p>Derivative: in x, in the step and in the point, that of the minimum chosen; it jumps where two
 * are equally low.
 *
 * <p>Source: ProxNet, section 3 and supplement C, equations 6 to 8; there point = x.
 */
public record DropoutPoint(Tensor point) implements ProximalOperator {
  /**
   * The map of the equations, in which every member of x is its own point, with the derivative of
   * both.
   */
  public static Tensor map(Tensor x, Tensor step) {
    return new DropoutPoint(x).prox(x, step);
  }

  @Override
  public Tensor value(Tensor c) {
    Tensor p = stretched("point", point, Members.checked(c));
    Tensor variance = LogisticVariance.of(Members.sum(p.mul(c)));
    return variance.mul(Members.sum(p.square().mul(c.square()))).mul(new Scalar(0.5));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor p = Members.flat(stretched("point", point, x)).to(ScalarType.Double);
    if (p.detach().isnan().any().item_bool()) {
      throw new IllegalArgumentException("point must not hold NaN; look at what computed it");
    }
    Tensor flat = Members.flat(x).to(ScalarType.Double);
    Tensor t = step.to(x.device(), ScalarType.Double).expand(x.size(0)).unsqueeze(1);
    Tensor result;
    try (NoGradGuard guard = new NoGradGuard()) {
      result = DropoutBranch.lowest(flat, p, t);
    }
    Tensor c = result.clone();
    result =
        CustomGradient.attach(
            result,
            List.of(flat, p, t),
            cotangent -> DropoutBranch.gradients(c, flat, p, t, cotangent));
    return result.to(x.scalar_type()).view_as(x);
  }

  @Override
  public boolean isConvex() {
    return false;
  }

  /** {@code parameter}, of the shape of a member or of x, as x. */
  static Tensor stretched(String name, Tensor parameter, Tensor x) {
    long[] member = Arrays.copyOfRange(x.shape(), 1, (int) x.dim());
    if (!Arrays.equals(parameter.shape(), member) && !Arrays.equals(parameter.shape(), x.shape())) {
      throw new IllegalArgumentException(
          name
              + " must have the shape "
              + Arrays.toString(member)
              + " or "
              + Arrays.toString(x.shape())
              + ", got "
              + Arrays.toString(parameter.shape()));
    }
    return Members.like(parameter, x).expand_as(x);
  }
}
