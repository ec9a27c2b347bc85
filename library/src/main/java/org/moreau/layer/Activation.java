package org.moreau.layer;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.CustomGradient;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * The function whose proximal map at step 1 is an elementwise activation s with 0 < s' ≤ 1: R(y) =
 * Σ (∫ s⁻¹ − y_i²/2), +inf outside of the range of s. It is convex.
 *
 * <p>prox: y = s(u) where step · u + (1 − step) s(u) = x; that is u = x at step 1, and elsewhere
 * found by Newton's method between bounds, in float64. Cost: s at step 1, some ten times that
 * elsewhere.
 *
 * <p>Derivative: of that equation; s'(u) / (step + (1 − step) s'(u)) in x.
 *
 * <p>Fails: ArithmeticException where the step is so large, above 1e8 in the worst case, that
 * rounding of the equation could change a result by more than its 1e-6th part.
 *
 * <p>Source: ProxNet, section 2.
 *
 * @param function s, entry by entry
 * @param derivative s', of the argument of s
 * @param potential the summand of R
 */
public record Activation(
    UnaryOperator<Tensor> function,
    UnaryOperator<Tensor> derivative,
    UnaryOperator<Tensor> potential)
    implements ProximalOperator {
  private static final int MOST_STEPS = 400;
  private static final double ROUNDING = 0x1p-50; // four units in the last place
  private static final double MOST_ERROR = 1e-6;

  @Override
  public Tensor value(Tensor y) {
    return Members.sum(potential.apply(Members.checked(y)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor t;
    Tensor u;
    Tensor y;
    try (NoGradGuard guard = new NoGradGuard()) {
      // Where s' is close to 1, large steps make the terms of the equation cancel.
      Tensor exact = x.detach().to(ScalarType.Double);
      t = Members.step(exact, step).detach();
      u = argument(exact, t);
      y = function.apply(u);
    }
    Tensor s = y;
    return CustomGradient.attach(
        y.to(x.scalar_type()).clone(),
        List.of(x, step),
        cotangent -> {
          Tensor slope = derivative.apply(u);
          Tensor weighted = cotangent.mul(slope).div(slope(slope, t));
          return List.of(
              Members.like(weighted, x), Members.collected(weighted.mul(s.sub(u)), step));
        });
  }

  /** The root u of h(u) = t u + (1 − t) s(u) − x, which rises at least as fast as min(t, 1). */
  private Tensor argument(Tensor x, Tensor t) {
    Tensor rest = t.neg().add(new Scalar(1.0));
    Tensor u = x;
    Tensor s = function.apply(u);
    Tensor h = rest.mul(s.sub(x));
    Tensor reach = h.abs().div(t.clamp_max(new Scalar(1.0)));
    Tensor low = x.sub(reach);
    Tensor high = x.add(reach);
    Tensor last = torch.full_like(h, new Scalar(Double.POSITIVE_INFINITY));
    Scalar rounding = new Scalar(ROUNDING);
    for (int k = 0; k < MOST_STEPS; k++) {
      Tensor size = t.mul(u).abs().add(rest.mul(s).abs()).maximum(x.abs());
      Tensor noise = size.mul(rounding);
      Tensor isRoot = h.abs().le(noise);
      if (isRoot.all().item_bool()) {
        requireDigits(u, s, t, noise);
        return u;
      }
      high = torch.where(h.gt(new Scalar(0)), u, high);
      low = torch.where(h.lt(new Scalar(0)), u, low);
      Tensor newton = u.sub(h.div(slope(derivative.apply(u), t)));
      Tensor isGood =
          newton
              .gt(low)
              .logical_and(newton.lt(high))
              .logical_and(h.abs().le(last.mul(new Scalar(0.5))));
      last = h.abs();
      Tensor next = torch.where(isGood, newton, low.add(high).mul(new Scalar(0.5)));
      u = torch.where(isRoot, u, next);
      s = function.apply(u);
      h = t.mul(u).add(rest.mul(s)).sub(x);
    }
    throw new ArithmeticException(
        "the activation's equation was not solved in "
            + MOST_STEPS
            + " steps; its derivative must be that of the function and in (0, 1]");
  }

  /** h may be wrong by {@code noise}, and then s(u) by s'(u) / h'(u) times that. */
  private void requireDigits(Tensor u, Tensor s, Tensor t, Tensor noise) {
    Tensor slope = derivative.apply(u);
    Tensor error = noise.mul(slope).div(slope(slope, t));
    Tensor isVague = error.gt(s.abs().mul(new Scalar(MOST_ERROR)));
    if (isVague.any().item_bool()) {
      throw new ArithmeticException(
          "step must be smaller for this activation, got up to "
              + t.max().item_double()
              + ", where rounding hides the solution");
    }
  }

  /** h' = s' + t (1 − s'), where 1 − s' has no rounding if s' is close to 1. */
  private static Tensor slope(Tensor derivative, Tensor t) {
    return derivative.add(t.mul(torch.rsub(derivative, new Scalar(1.0))));
  }
}
