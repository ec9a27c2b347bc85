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
 * <p>value: at the maximiser that the proximal point method with growing steps finds, for a y that
 * is the given one but for rounding; +inf where it runs off for ever, or farther than about 1e30.
 * Its derivative is that maximiser. Cost: some ten maps of g in float64, one for a norm.
 *
 * <p>float32: computed in float64, which g is given, as the two parts may cancel.
 *
 * <p>Fails: IllegalArgumentException if g is not convex; the value, with what an iterative proximal
 * map of g throws where its long steps do not converge.
 *
 * <p>Derivative: I less that of the proximal map of g, so that kinks are those of g.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), sections 2.5 and 4.1.
 */
public record Conjugate(ProximalOperator g) implements ProximalOperator {
  private static final double FIRST_REACH = 0x1p-20; // what a step adds to the maximiser at most
  private static final double GROWTH = 0x1p5;
  private static final double LONGEST_STEP = 1e300;
  private static final int MOST_STEPS = 25;

  public Conjugate {
    Parts.convex("g", g, "Moreau's identity");
  }

  @Override
  public Tensor value(Tensor y) {
    // Steps that long leave nothing of a float32.
    Tensor exact = Members.checked(y).to(torch.ScalarType.Double);
    Search search = new Search(exact.detach(), Members.slack(y));
    // In the graph of the parameters of g, with which a kink or a set moves.
    Tensor maximiser = g.prox(search.argument, search.step);
    Tensor value = Members.sum(exact.mul(maximiser)).sub(g.value(maximiser));
    return value
        .masked_fill(search.isOpen, new Scalar(Double.POSITIVE_INFINITY))
        .to(y.scalar_type());
  }

  /** Finds the step and the argument at which the proximal map of g is the maximiser. */
  private final class Search {
    Tensor argument;
    Tensor step; // [batch]
    Tensor isOpen; // [batch], where none was found

    Search(Tensor y, double slack) {
      Tensor norm = Members.norm(y);
      Tensor isZero = norm.eq(new Scalar(0));
      Tensor maximiser = torch.zeros_like(y);
      argument = maximiser;
      step = norm.masked_fill(isZero, new Scalar(1)).reciprocal().mul(new Scalar(FIRST_REACH));
      isOpen = isZero.logical_or(norm.gt(new Scalar(0)));
      try (NoGradGuard guard = new NoGradGuard()) {
        for (int k = 0; k < MOST_STEPS && isOpen.any().item_bool(); k++) {
          Tensor open = Members.over("open", isOpen, y);
          Tensor longer =
              step.mul(new Scalar(k == 0 ? 1 : GROWTH)).clamp_max(new Scalar(LONGEST_STEP));
          step = torch.where(isOpen, longer, step);
          Tensor push = y.mul(Members.over("step", step, y));
          argument = torch.where(open, maximiser.add(push), argument);
          Tensor next = g.prox(argument, step);
          // It maximises for a y that is off by moved / step. That falls to 0 in the closure of the
          // domain, and no lower than the distance to it elsewhere.
          Tensor off = Members.norm(next.sub(maximiser)).div(step);
          norm = k == 0 ? torch.where(isZero, off, norm) : norm;
          maximiser = torch.where(open, next, maximiser);
          isOpen = isOpen.logical_and(off.le(norm.mul(new Scalar(slack))).logical_not());
        }
      }
    }
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
