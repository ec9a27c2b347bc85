package org.moreau.training;

import java.util.Map;
import org.moreau.engine.Check;
import org.moreau.recurrent.ProxRecurrent;

/**
 * A task in which a proximal layer's delta grows with the epochs: in epoch e it is learnt with
 * delta · min(1, e / epochs), and judged with all of delta.
 *
 * @param delta of the layer from epoch {@code epochs} on
 * @param epochs at least 1, which leaves delta as it is
 */
public record GrowingDelta(Task task, ProxRecurrent layer, double delta, int epochs)
    implements DelegatingTask {
  public GrowingDelta {
    Check.nonNegative("delta", delta);
    Check.positive("epochs", epochs);
  }

  @Override
  public double accumulate(int epoch, int step) {
    layer.setDelta(delta * Math.min(1, (double) epoch / epochs));
    return task.accumulate(epoch, step);
  }

  @Override
  public Map<String, Double> evaluate() {
    layer.setDelta(delta);
    return task.evaluate();
  }
}
