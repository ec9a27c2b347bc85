package org.moreau.calculus;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * The convex conjugate g*(y) = sup_x ⟨x, y⟩ − g(x).
 *
 * <p>prox: y − step · (prox of g at y/step with the step 1/step), Moreau's identity. Cost: that of
 * g.
 *
 * <p>value: at the maximiser that the proximal point method finds, which ends at once for norms and
 * sets; +inf where there is none. Its derivative is that maximiser.
 *
 * <p>float32: computed in float64, which g is given, as the two parts may cancel.
 *
 * <p>Fails: IllegalArgumentException if g is not convex.
 *
 * <p>Derivative: I less that of the proximal map of g, so that kinks are those of g.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), sections 2.5 and 4.1.
 */
public record Conjugate(ProximalOperator g) implements ProximalOperator {
  private static final double STEP = 1e3;
  private static final int MOST_STEPS = 50;

  public Conjugate {
    if (!g.isConvex()) {
      throw new IllegalArgumentException("g must be convex for Moreau's identity, got " + g);
    }
  }

  @Override
  public Tensor value(Tensor y) {
    Tensor point = Members.checked(y).detach();
    Tensor maximiser = torch.zeros_like(point);
    Tensor isInside = point.new_zeros(point.size(0)).to(torch.ScalarType.Bool);
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor push = point.mul(new Scalar(STEP));
      for (int k = 0; k < MOST_STEPS && !isInside.all().item_bool(); k++) {
        Tensor next = g.prox(maximiser.add(push), STEP);
        // Outside of the domain it goes on by a constant amount for ever.
        Tensor moved = Members.norm(next.sub(maximiser));
        Tensor size = Members.norm(push).add(Members.norm(next));
        isInside = moved.le(size.mul(new Scalar(Members.slack(y))));
        maximiser = next;
      }
    }
    Tensor value = Members.sum(y.mul(maximiser)).sub(g.value(maximiser));
    return value.masked_fill(isInside.logical_not(), new Scalar(Double.POSITIVE_INFINITY));
  }

  @Override
  public Tensor prox(Tensor y, Tensor step) {
    Members.step(Members.checked(y), step);
    // What is left may be small beside y.
    Tensor exact = y.to(ScalarType.Double);
    Tensor t = Members.step(exact, step);
    Tensor part = g.prox(exact.div(t), Members.like(step, exact).reciprocal()).mul(t);
    return exact.sub(part).to(y.scalar_type());
  }
}
