package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;

/**
 * g(x) = Σ r(|x_i|), r(v) = λ v − v²/(2 γ) for v ≤ γ λ and γ λ²/2 beyond: the minimax concave
 * penalty. λ > 0 and γ > 0 are [] or [batch]. Not convex.
 *
 * <p>prox for step < γ, where it is single-valued and continuous: 0 for |x_i| ≤ step λ, sign(x_i)
 * (|x_i| − step λ) γ / (γ − step) for |x_i| ≤ γ λ, x_i beyond. For a larger step the global
 * minimiser: x_i where |x_i| > λ √(step γ), else 0. Cost: O(n).
 *
 * <p>Derivative, in x, the step, λ and γ: that of the branch; at the joints of the lower one.
 *
 * <p>Source: Zhang, Nearly unbiased variable selection under minimax concave penalty (2010),
 * equation 2.1, for the penalty.
 */
public record Mcp(Tensor lambda, Tensor gamma) implements ProximalOperator {
  /** Parameters that may differ between members, and may be learnt. */
  public Mcp {
    Members.positive("lambda", lambda);
    Members.positive("gamma", gamma);
  }

  /** The same constant parameters for all members. */
  public Mcp(double lambda, double gamma) {
    this(
        Members.constant(Check.positive("lambda", lambda)),
        Members.constant(Check.positive("gamma", gamma)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor v = Members.checked(x).abs();
    Tensor l = over("lambda", lambda, x);
    Tensor c = over("gamma", gamma, x);
    Tensor concave = v.mul(l).sub(v.square().div(c.mul(new Scalar(2))));
    Tensor flat = l.square().mul(c).mul(new Scalar(0.5)).expand_as(v);
    return Members.sum(torch.where(v.le(c.mul(l)), concave, flat));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    Tensor l = over("lambda", lambda, x);
    Tensor c = over("gamma", gamma, x);
    Tensor size = x.abs();
    Tensor gap = c.sub(t);
    Tensor isSingle = gap.gt(new Scalar(0));
    Tensor safe = torch.where(isSingle, gap, torch.ones_like(gap));
    Tensor firm = x.sign().mul(size.sub(t.mul(l)).relu()).mul(c).div(safe);
    Tensor low = torch.where(isSingle, firm, torch.zeros_like(firm));
    Tensor high = torch.where(isSingle, c, c.mul(t).sqrt()).mul(l);
    return torch.where(size.le(high), low, x);
  }

  @Override
  public boolean isConvex() {
    return false;
  }

  private static Tensor over(String name, Tensor parameter, Tensor x) {
    return Members.over(name, Members.like(Members.positive(name, parameter), x), x);
  }
}
