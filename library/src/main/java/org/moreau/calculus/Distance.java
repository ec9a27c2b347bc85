package org.moreau.calculus;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * The Euclidean distance of a member to a set.
 *
 * <p>prox: x + min(step/distance, 1) · (P x − x) with the projection P x; x in the set stays. Cost:
 * a projection.
 *
 * <p>Derivative at distance = step: that of the projection.
 *
 * <p>Source: Beck, First-Order Methods in Optimization (2017), chapter 6, distance functions.
 */
public record Distance(ProximalOperator set) implements ProximalOperator {
  public Distance {
    Parts.set(set);
  }

  @Override
  public Tensor value(Tensor x) {
    return Members.norm(x.sub(set.prox(x, 1.0)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor t = Members.like(step, x);
    Tensor way = set.prox(x, step).sub(x);
    Tensor distance = Members.norm(way);
    Tensor reaches = distance.le(t);
    Tensor one = torch.ones_like(distance);
    Tensor part = torch.where(reaches, one, t.div(torch.where(reaches, one, distance)));
    return x.add(way.mul(Members.over("part", part, x)));
  }

  @Override
  public boolean isConvex() {
    return set.isConvex();
  }
}
