package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.moreau.optim.Adam;

class ExponentialDecayTest {
  private final Adam optimizer = new Adam(Map.of(), Adam.Settings.of(1));
  private final List<Double> rates = new ArrayList<>();

  private final Task task =
      new Task() {
        @Override
        public int steps(int epoch) {
          return 3;
        }

        @Override
        public double accumulate(int epoch, int step) {
          rates.add(optimizer.learningRate());
          return 0;
        }

        @Override
        public Map<String, Double> evaluate() {
          return Map.of();
        }

        @Override
        public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
          return false;
        }
      };

  @Test
  void theRateFallsWithEveryStepAndDependsOnItsPlaceAlone() {
    ExponentialDecay decay = new ExponentialDecay(task, optimizer, 8, 0.5);

    decay.accumulate(1, 0);
    decay.accumulate(1, 2);
    decay.accumulate(2, 1);
    decay.accumulate(1, 0);

    assertEquals(List.of(8.0, 2.0, 0.5, 8.0), rates);
  }

  @Test
  void aDecayThatIsNoneIsRefused() {
    for (double wrong : new double[] {0, 1.1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class, () -> new ExponentialDecay(task, optimizer, 1, wrong));
    }
  }
}
