package org.moreau.calculus;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;

/**
 * g(L x), for a map with L Lᵀ = gram · I.
 *
 * <p>prox: x + Lᵀ(p − L x) / gram with p = prox of g at L x with the step gram · step. Cost: that
 * of g, L and Lᵀ.
 *
 * <p>Derivative: I + Lᵀ (J − I) L / gram, J that of p.
 *
 * <p>Source: Combettes and Pesquet, Proximal splitting methods (2011), table 10.1, row x.
 */
public record Precomposed(ProximalOperator g, OrthogonalMap map) implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    return g.value(map.forward().apply(Members.checked(x)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Scalar gram = new Scalar(map.gram());
    Tensor image = map.forward().apply(x);
    Tensor moved = g.prox(image, step.mul(gram)).sub(image);
    return x.add(map.adjoint().apply(moved).div(gram));
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
