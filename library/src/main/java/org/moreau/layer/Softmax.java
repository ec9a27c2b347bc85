package org.moreau.layer;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.CustomGradient;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * R(y) = Σ y_i log y_i − y_i²/2 for y in the simplex, y_i ≥ 0 and Σ y_i = 1 over all entries of a
 * member; convex there.
 *
 * <p>prox: softmax x at step 1; elsewhere log y + a y = x/step + ν with a = 1/step − 1 and ν such
 * that Σ y_i = 1, by Newton's method between bounds, for ν and inside for y. Cost: some hundred
 * passes over x.
 *
 * <p>Derivative: of these equations, (diag m − m mᵀ/Σm) / step in x with m = y/(1 + a y).
 *
 * <p>Source: ProxNet, section 2.
 */
public record Softmax() implements ProximalOperator {
  private static final int MOST_STEPS = 400;
  private static final int MOST_INNER_STEPS = 100;

  @Override
  public Tensor value(Tensor y) {
    double slack = Members.slack(Members.checked(y));
    Tensor flat = Members.flat(y);
    Tensor inside = flat.clamp_min(new Scalar(0.0));
    Tensor isMember =
        flat.ge(new Scalar(-slack))
            .all(1)
            .logical_and(flat.sum(1).sub(new Scalar(1.0)).abs().le(new Scalar(slack)));
    Tensor entropy = torch.xlogy(inside, inside).sum(1);
    Tensor value = entropy.sub(flat.square().sum(1).mul(new Scalar(0.5)));
    return value.masked_fill(isMember.logical_not(), new Scalar(Double.POSITIVE_INFINITY));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor flat = Members.flat(Members.notEmpty(Members.checked(x)).detach());
    Tensor t = Members.step(flat, step.detach());
    Tensor a = t.reciprocal().sub(new Scalar(1.0));
    Tensor y;
    try (NoGradGuard guard = new NoGradGuard()) {
      y = flat.numel() == 0 ? flat : solve(flat.div(t), a);
    }
    Tensor result = y.clone().view_as(x);
    return CustomGradient.attach(
        result,
        List.of(x, step),
        cotangent -> {
          Tensor m = y.div(y.mul(a).add(new Scalar(1.0)));
          Tensor c = Members.flat(cotangent);
          Tensor mean = rowSum(m.mul(c)).div(rowSum(m));
          Tensor forX = m.mul(c.sub(mean)).div(t);
          Tensor forStep = forX.mul(y.sub(flat)).div(t);
          return List.of(forX.view_as(x), Members.collected(forStep, step));
        });
  }

  /** y with log y + a y = b + ν and Σ y = 1 in every row of b, for a > −1. */
  private static Tensor solve(Tensor b, Tensor a) {
    Tensor c = b.sub(b.amax(new long[] {1}, true));
    // At the upper bound the largest entry is 1, at the lower it is 1/n: Σ y is at least, at most
    // 1.
    Tensor high = torch.ones_like(c.narrow(1, 0, 1)).mul(a);
    Tensor low = high.div(new Scalar(c.size(1))).sub(new Scalar(Math.log((double) c.size(1))));
    Tensor nu = c.logsumexp(new long[] {1}, true).neg().maximum(low).minimum(high);
    Tensor last = torch.full_like(nu, new Scalar(Double.POSITIVE_INFINITY));
    double epsilon = Members.epsilon(c);
    for (int k = 0; k < MOST_STEPS; k++) {
      Tensor y = logarithm(c.add(nu), a).exp();
      Tensor m = y.div(y.mul(a).add(new Scalar(1.0)));
      Tensor sum = rowSum(y);
      Tensor excess = sum.log();
      Tensor size = rowSum(m.mul(c.abs().add(nu.abs()))).add(new Scalar(1.0));
      Tensor isRoot = excess.abs().le(size.mul(new Scalar(8 * epsilon)));
      if (isRoot.all().item_bool()) {
        return y.div(sum);
      }
      high = torch.where(excess.gt(new Scalar(0)), nu, high);
      low = torch.where(excess.lt(new Scalar(0)), nu, low);
      Tensor newton = nu.sub(excess.mul(sum).div(rowSum(m)));
      Tensor isGood =
          newton
              .ge(low)
              .logical_and(newton.le(high))
              .logical_and(excess.abs().le(last.mul(new Scalar(0.5))));
      last = excess.abs();
      Tensor next = torch.where(isGood, newton, low.add(high).mul(new Scalar(0.5)));
      nu = torch.where(isRoot, nu, next);
    }
    throw new ArithmeticException(
        "softmax at this step was not solved in " + MOST_STEPS + " steps; use float64");
  }

  /*
   * z with z + a exp z = d, for d <= a and so z <= 0. For a > 0 the left side is convex and Newton's
   * method comes down from min(d, 0), for a < 0 it is concave there and the method climbs from d.
   */
  private static Tensor logarithm(Tensor d, Tensor a) {
    Tensor z = d.clamp_max(new Scalar(0.0));
    Scalar rounding = new Scalar(2 * Members.epsilon(d));
    for (int k = 0; k < MOST_INNER_STEPS; k++) {
      Tensor bend = z.exp().mul(a);
      Tensor residual = z.add(bend).sub(d);
      Tensor size = z.abs().add(bend.abs()).add(d.abs());
      if (residual.abs().le(size.mul(rounding)).all().item_bool()) {
        break;
      }
      z = z.sub(residual.div(bend.add(new Scalar(1.0)))).clamp_max(new Scalar(0.0));
    }
    return z;
  }

  private static Tensor rowSum(Tensor rows) {
    return rows.sum(new long[] {1}, true, new ScalarTypeOptional());
  }
}
