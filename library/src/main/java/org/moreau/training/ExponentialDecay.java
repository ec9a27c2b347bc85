package org.moreau.training;

import org.moreau.engine.Check;
import org.moreau.optim.Optimizer;

/**
 * A task in whose every step the learning rate is that of the step before times {@code decay}. The
 * epochs of the task must have equally many steps.
 *
 * @param rate of the first step
 * @param decay from above 0 to 1
 */
public record ExponentialDecay(Task task, Optimizer optimizer, double rate, double decay)
    implements DelegatingTask {
  public ExponentialDecay {
    Check.positive("rate", rate);
    if (!(decay > 0 && decay <= 1)) {
      throw new IllegalArgumentException("decay must be > 0 and at most 1, got " + decay);
    }
  }

  @Override
  public double accumulate(int epoch, int step) {
    double before = (epoch - 1.0) * task.steps(epoch) + step;
    optimizer.setLearningRate(rate * Math.pow(decay, before));
    return task.accumulate(epoch, step);
  }
}
