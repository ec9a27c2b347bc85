package org.moreau.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;

/**
 * The set |x|₂ = radius, for a radius [] or [batch] > 0. Not convex.
 *
 * <p>prox: the projection y = radius x / |x|. Every point is nearest to a zero member, which goes
 * to (radius, 0, ..., 0). Cost: O(n). Differentiable in x and in the radius.
 *
 * <p>Derivative at a zero member: taken as 0 in x.
 *
 * <p>Source: the definition; |y − x|² = radius² + |x|² − 2 ⟨x, y⟩ is least along x.
 */
public record Sphere(Tensor radius) implements ProximalOperator {
  /** A sphere whose radius may differ between members, and may be learnt. */
  public Sphere {
    Members.positive("radius", radius);
  }

  /** A sphere of the same constant radius for all members. */
  public Sphere(double radius) {
    this(Members.constant(Check.positive("radius", radius)));
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor norm = Members.norm(Members.checked(x));
    Tensor size = Members.over("radius", Members.like(radius, x), norm);
    Tensor error = norm.sub(size).abs();
    return Members.indicator(error.le(size.mul(new Scalar(Members.slack(x)))), x);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.notEmpty(Members.checked(x)), step);
    Tensor rows = Members.flat(x);
    Tensor size = Members.over("radius", Members.like(Members.positive("radius", radius), x), rows);
    Tensor norm = Members.rowNorm(rows).unsqueeze(1);
    Tensor isZero = norm.eq(new Scalar(0));
    Tensor pole = torch.zeros_like(rows);
    pole.narrow(1, 0, 1).fill_(new Scalar(1));
    Tensor direction = rows.div(torch.where(isZero, torch.ones_like(norm), norm));
    return torch.where(isZero, pole, direction).mul(size).view_as(x);
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
