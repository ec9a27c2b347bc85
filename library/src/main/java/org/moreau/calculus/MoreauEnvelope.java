package org.moreau.calculus;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.CustomGradient;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * min_y g(y) + |y − x|² / (2 smoothing), for a smoothing [] or [batch] > 0: below g, with the same
 * minima, and smooth if g is convex.
 *
 * <p>prox: x + step/(step + smoothing) · (p − x) with p = prox of g at x with the step step +
 * smoothing. Cost: that of g. The gradient is (x − prox of g with the step smoothing) / smoothing.
 *
 * <p>Derivative: (smoothing I + step J) / (step + smoothing), J that of p.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 3.1.
 */
public record MoreauEnvelope(ProximalOperator g, Tensor smoothing) implements ProximalOperator {
  /** With a smoothing that may differ between members, and may be learnt. */
  public MoreauEnvelope {
    Members.positive("smoothing", smoothing);
  }

  /** With the same constant smoothing for all members. */
  public MoreauEnvelope(ProximalOperator g, double smoothing) {
    this(g, Members.constant(Check.positive("smoothing", smoothing)));
  }

  /** Differentiable once; differentiate {@link #gradient} for the second derivative. */
  @Override
  public Tensor value(Tensor x) {
    Tensor mu = checkedSmoothing(x);
    Tensor point = x.detach();
    // At the minimiser the derivative through y vanishes where g is smooth, but where y is held at
    // a kink or in a set that moves with a parameter of g, all of it comes through y. Of x and μ
    // only the derivatives beside y are left.
    Tensor nearest = g.prox(point, mu.detach());
    Tensor away = point.sub(nearest);
    Tensor half = Members.sum(away.square()).div(mu.mul(new Scalar(2.0)));
    Tensor value = g.value(nearest).add(half);
    Tensor slope = away.detach().div(Members.over("smoothing", mu.detach(), x));
    return CustomGradient.attach(
        value,
        List.of(x),
        cotangent -> List.of(slope.mul(Members.over("cotangent", cotangent, x))));
  }

  /** The gradient at x, of its shape; differentiable wherever the proximal map of g is. */
  public Tensor gradient(Tensor x) {
    Tensor mu = checkedSmoothing(x);
    return x.sub(g.prox(x, mu)).div(Members.over("smoothing", mu, x));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor t = Members.like(step, x);
    Tensor sum = t.add(checkedSmoothing(x));
    Tensor part = Members.over("step", t.div(sum), x);
    return x.add(g.prox(x, sum).sub(x).mul(part));
  }

  private Tensor checkedSmoothing(Tensor x) {
    Members.positive("smoothing", smoothing, Members.checked(x));
    return Members.like(smoothing, x);
  }

  @Override
  public boolean isConvex() {
    return g.isConvex();
  }
}
