package org.moreau.operator;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.CustomGradient;

/**
 * g(x) = Σ x_i log x_i for entries ≥ 0, where 0 log 0 = 0, and +inf otherwise.
 *
 * <p>prox: y_i = step W(exp(x_i/step − 1) / step), W Lambert's function, solved by Newton's method
 * for log(y_i/step), which overflows nowhere. Cost: O(n), six exponentials an entry.
 *
 * <p>Derivative: y_i / (step + y_i) in x_i and −(1 + log y_i) times that in the step, exact
 * everywhere.
 *
 * <p>Source: the optimality condition; for W of an exponential, Corless and Jeffrey, The Wright
 * omega function (2002).
 */
public record NegativeEntropy() implements ProximalOperator {
  @Override
  public Tensor value(Tensor x) {
    Tensor outside = Members.checked(x).lt(new Scalar(0));
    Tensor inside = torch.where(outside, torch.ones_like(x), x);
    Tensor terms = torch.xlogy(inside, inside);
    return Members.sum(terms.masked_fill(outside, new Scalar(Double.POSITIVE_INFINITY)));
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step).detach();
    Tensor y = solve(x, t);
    return CustomGradient.attach(
        y.clone(),
        List.of(x, step),
        cotangent -> {
          Tensor scaled = cotangent.div(y.add(t));
          Tensor inStep = torch.xlogy(y, y).add(y).mul(scaled).neg();
          return List.of(scaled.mul(y), Members.collected(inStep, step));
        });
  }

  private static Tensor solve(Tensor x, Tensor t) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return WrightOmega.of(x.div(t).sub(new Scalar(1)).sub(t.log())).mul(t);
    }
  }
}
