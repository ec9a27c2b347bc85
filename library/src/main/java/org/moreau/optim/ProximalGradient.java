package org.moreau.optim;

import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;
import org.moreau.operator.ProximalOperator;

/**
 * Minimises loss + Σ_p g(p): a step of another optimiser on the loss, then p = prox_{rate g}(p) for
 * every regularised parameter p that has a gradient. The leading dimension of p is the batch of g:
 * of the weight [outputs, inputs] of a dense layer each row, the input vector of a unit, is a
 * member. So {@code L2Norm} makes the rows groups (group lasso), and {@code L1Norm}, which is
 * separable, is the lasso.
 *
 * <p>Cost: that of the other optimiser and of the proximal maps, and a copy of each parameter.
 * Source: Parikh and Boyd, Proximal Algorithms (2014), section 4.2.
 */
public final class ProximalGradient extends ForwardingOptimizer {
  private final ProximalOperator regulariser;
  private final Map<String, Tensor> regularised;

  /**
   * Proximal steps after those of {@code lossStep}.
   *
   * @param lossStep the optimiser of the loss; it is closed with this one
   * @param regulariser g, with its weight
   * @param regularised the parameters of g, some or all of those of {@code lossStep}
   */
  public ProximalGradient(
      Optimizer lossStep, ProximalOperator regulariser, Map<String, Tensor> regularised) {
    super(lossStep);
    this.regulariser = regulariser;
    this.regularised = NamedTensors.own(regularised);
  }

  /**
   * One step of the optimiser and of the proximal map; the latter is the identity at the rate 0.
   *
   * @throws ArithmeticException naming the first regularised parameter that is not finite
   */
  @Override
  public void step() {
    inner().step();
    if (learningRate() > 0) {
      regularised.forEach(this::shrink);
    }
  }

  private void shrink(String name, Tensor parameter) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      if (!parameter.grad().defined()) {
        return;
      }
      if (!parameter.isfinite().all().item_bool()) {
        throw new ArithmeticException(
            name
                + " must be finite after the step on the loss, at the learning rate "
                + learningRate()
                + "; make it smaller");
      }
      parameter.copy_(regulariser.prox(parameter, learningRate()));
    }
  }

  @Override
  public void close() {
    NamedTensors.close(regularised);
    super.close();
  }
}
