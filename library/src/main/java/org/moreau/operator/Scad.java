package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;

/**
 * g(x) = Σ r(|x_i|), r(v) = λ v for v ≤ λ, (2 a λ v − v² − λ²) / (2 (a − 1)) for v ≤ a λ, and λ² (a
 * + 1) / 2 beyond: the smoothly clipped absolute deviation. λ > 0 and a > 2 are [] or [batch]. Not
 * convex.
 *
 * <p>prox for step < a − 1, where it is single-valued and continuous: the soft threshold by step λ
 * for |x_i| ≤ λ (1 + step); ((a − 1) x_i − step a λ sign(x_i)) / (a − 1 − step) for |x_i| ≤ a λ;
 * x_i beyond. For a larger step the global minimiser: the soft threshold up to |x_i| = λ (a + 1 +
 * step)/2 (λ √(step (a + 1)) for step > a + 1), where it jumps to x_i. Cost: O(n).
 *
 * <p>Derivative, in x, the step, λ and a: that of the branch; at the joints of the lower one.
 *
 * <p>Source: Fan and Li, Variable Selection via Nonconcave Penalized Likelihood and Its Oracle
 * Properties (2001), equations 2.7 and 2.8, for step 1.
 */
public record Scad(Tensor lambda, Tensor a) implements ProximalOperator {
  /** Parameters that may differ between members, and may be learnt. */
  public Scad {
    Members.positive("lambda", lambda);
    above2(a);
  }

  /** The same constant parameters for all members; a = 3.7 is what Fan and Li suggest. */
  public Scad(double lambda, double a) {
    this(Members.constant(Check.positive("lambda", lambda)), Members.constant(a));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor v = Members.checked(x).abs();
    Tensor l = lambdaOver(x);
    Tensor b = aOver(x);
    Tensor l2 = l.square();
    Tensor rest = b.sub(new Scalar(1)).mul(new Scalar(2));
    Tensor middle = v.mul(b).mul(l).mul(new Scalar(2)).sub(v.square()).sub(l2).div(rest);
    Tensor flat = l2.mul(b.add(new Scalar(1))).mul(new Scalar(0.5)).expand_as(v);
    return Members.sum(torch.where(v.le(l), v.mul(l), torch.where(v.le(b.mul(l)), middle, flat)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    Tensor l = lambdaOver(x);
    Tensor b = aOver(x);
    Tensor size = x.abs();
    Tensor soft = x.sign().mul(size.sub(t.mul(l)).relu());
    Tensor gap = b.sub(new Scalar(1)).sub(t);
    Tensor isSingle = gap.gt(new Scalar(0));
    Tensor safe = torch.where(isSingle, gap, torch.ones_like(gap));
    Tensor middle = x.mul(b.sub(new Scalar(1))).sub(x.sign().mul(t).mul(b).mul(l)).div(safe);
    Tensor jump = jump(t, b).mul(l);
    Tensor low = torch.where(isSingle, t.add(new Scalar(1)).mul(l), jump);
    Tensor high = torch.where(isSingle, b.mul(l), jump);
    return torch.where(size.le(low), soft, torch.where(size.le(high), middle, x));
  }

  /** Where both branches are equally good for step ≥ a − 1, over λ. */
  private static Tensor jump(Tensor t, Tensor b) {
    Tensor edge = b.add(new Scalar(1));
    Tensor toSoft = edge.add(t).mul(new Scalar(0.5));
    Tensor toZero = edge.mul(t).sqrt();
    return torch.where(t.le(edge), toSoft, toZero);
  }

  @Override
  public boolean isConvex() {
    return false;
  }

  private Tensor lambdaOver(Tensor x) {
    return Members.over("lambda", Members.like(Members.positive("lambda", lambda), x), x);
  }

  private Tensor aOver(Tensor x) {
    return Members.over("a", Members.like(above2(a), x), x);
  }

  private static Tensor above2(Tensor a) {
    if (a.numel() > 0) {
      double least = a.detach().min().item_double();
      if (!(least > 2) || !(a.detach().max().item_double() < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a must be > 2 and finite, got " + least);
      }
    }
    return a;
  }
}
