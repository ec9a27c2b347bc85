package org.moreau.operator;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.CustomGradient;

/**
 * g(x) = Σ log(1 + exp(−l_i x_i)) for labels l_i = ±1, of the shape of a member or of x.
 *
 * <p>prox: with the margin m = l_i x_i, y_i = l_i p, p = m + step σ(−p), σ the logistic function;
 * by Newton's method without a graph. Cost: O(n), some twenty exponentials an entry.
 *
 * <p>Derivative: 1 / (1 + step σ(p) σ(−p)) in x_i and l_i σ(−p) times that in the step, exact
 * everywhere.
 *
 * <p>Source: the optimality condition; the start and its proof are this project's.
 */
public record LogisticLoss(Tensor labels) implements ProximalOperator {
  // The start is less than log 2 away and an iteration squares the distance at least.
  private static final int ITERATIONS = 6;

  /** The loss for these labels. */
  public LogisticLoss {
    Members.labels(labels);
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor margin = Members.checked(x).mul(Members.entrywise("labels", labels, x));
    return Members.sum(torch.log_sigmoid(margin).neg());
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor t = Members.step(Members.checked(x), step).detach();
    Tensor label = Members.entrywise("labels", labels, x);
    Tensor y = solve(x.detach().mul(label), t).mul_(label);
    return CustomGradient.attach(
        y.clone(),
        List.of(x, step),
        cotangent -> {
          Tensor below = y.mul(label).neg().sigmoid();
          Tensor above = y.mul(label).sigmoid();
          Tensor inX = cotangent.div(above.mul(below).mul(t).add(new Scalar(1)));
          return List.of(inX, Members.collected(inX.mul(label).mul(below), step));
        });
  }

  /** p at every entry for the margins. */
  private static Tensor solve(Tensor margins, Tensor t) {
    try (NoGradGuard guard = new NoGradGuard()) {
      // p(m) = −p(−m − step), so only p >= 0 need be solved for. There p − m − step σ(−p) is
      // concave and increases, and Newton's method climbs to the root from every start below it:
      // such as the root with exp(−p)/2 <= σ(−p) in its place, which Wright's function knows.
      Tensor isNegative = margins.lt(t.mul(new Scalar(-0.5)));
      Tensor m = torch.where(isNegative, margins.add(t).neg(), margins);
      Tensor p = m.add(WrightOmega.of(t.mul(new Scalar(0.5)).log().sub(m)));
      for (int k = 0; k < ITERATIONS; k++) {
        Tensor below = p.neg().sigmoid();
        Tensor slope = torch.rsub(below, new Scalar(1)).mul(below).mul(t).add(new Scalar(1));
        p = p.sub(p.sub(m).sub(below.mul(t)).div(slope));
      }
      return torch.where(isNegative, p.neg(), p);
    }
  }
}
