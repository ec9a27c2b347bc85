package org.moreau.calculus;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * g(factor · x), for a factor [] or [batch] ≠ 0.
 *
 * <p>prox: 1/factor times that of g at factor · x with the step factor² · step. Cost: that of g.
 * Differentiable in the factor.
 *
 * <p>Derivative: that of the proximal map of g at factor · x.
 *
 * <p>Source: Parikh and Boyd, Proximal Algorithms (2014), section 2.2 (precomposition).
 */
public record Dilated(ProximalOperator g, Tensor factor) implements ProximalOperator {
  /** With the same constant factor for all members. */
  public Dilated(ProximalOperator g, double factor) {
    this(g, Members.constant(factor));
  }

  /** Checks the factor. */
  public Dilated {
    Tensor values = factor.detach();
    if (!values.isfinite().logical_and(values.ne(new Scalar(0))).all().item_bool()) {
      throw new IllegalArgumentException(
          "factor must be finite and not 0, got "
              + (values.numel() == 1 ? values.item_double() : "an entry that is not"));
    }
  }

  @Override
  public Tensor value(Tensor x) {
    return g.value(Members.checked(x).mul(stretched(x)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor a = stretched(x);
    return g.prox(x.mul(a), step.mul(Members.like(factor, x).square())).div(a);
  }

  private Tensor stretched(Tensor x) {
    return Members.over("factor", Members.like(factor, x), x);
  }

  @Override
  public boolean isConvex() {
    return g.isConvex();
  }

  @Override
  public boolean isIndicator() {
    return g.isIndicator();
  }
}
