package org.moreau.cli.study;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;

/** How the parameters of a network for several views descend. */
sealed interface Descent {
  /** The learning rates. */
  RateSchedule rates();

  /** An optimiser of {@code parameters}. */
  Optimizer on(Map<String, Tensor> parameters);

  /** By Adam with its usual constants. */
  record Adaptive(RateSchedule rates, double weightDecay) implements Descent {
    @Override
    public Optimizer on(Map<String, Tensor> parameters) {
      Adam.Settings settings = Adam.Settings.of(rates.rate()).withWeightDecay(weightDecay);
      return new Adam(parameters, settings);
    }
  }

  /** By gradient descent with momentum. */
  record Momentum(RateSchedule rates, double momentum, double weightDecay) implements Descent {
    @Override
    public Optimizer on(Map<String, Tensor> parameters) {
      return new Sgd(parameters, new Sgd.Settings(rates.rate(), momentum, false, weightDecay));
    }
  }
}
