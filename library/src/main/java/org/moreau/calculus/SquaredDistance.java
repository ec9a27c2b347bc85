package org.moreau.calculus;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * Half the squared Euclidean distance of a member to a set.
 *
 * <p>prox: (x + step · P x) / (1 + step) with the projection P x. Cost: a projection.
 *
 * <p>Derivative: (I + step J) / (1 + step), J that of the projection.
 *
 * <p>Source: Beck, First-Order Methods in Optimization (2017), example 6.65.
 */
public record SquaredDistance(ProximalOperator set) implements ProximalOperator {
  public SquaredDistance {
    Parts.set(set);
  }

  @Override
  public Tensor value(Tensor x) {
    return Members.sum(x.sub(set.prox(x, 1.0)).square()).div(new Scalar(2.0));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step);
    return x.add(set.prox(x, step).sub(x).mul(t.div(t.add(new Scalar(1.0)))));
  }

  @Override
  public boolean isConvex() {
    return set.isConvex();
  }
}
