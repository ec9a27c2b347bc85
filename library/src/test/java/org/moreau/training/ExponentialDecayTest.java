package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.moreau.optim.Adam;

class ExponentialDecayTest {
  private final Adam optimizer = new Adam(Map.of(), Adam.Settings.of(1));
  private final RecordingTask task = new RecordingTask(optimizer::learningRate);

  @Test
  void theRateFallsWithEveryStepAndDependsOnItsPlaceAlone() {
    ExponentialDecay decay = new ExponentialDecay(task, optimizer, 8, 0.5);

    decay.accumulate(1, 0);
    decay.accumulate(1, 1);
    decay.accumulate(2, 1);
    decay.accumulate(1, 0);

    assertEquals(List.of(8.0, 4.0, 1.0, 8.0), task.seen());
  }

  @Test
  void aDecayThatIsNoneIsRefused() {
    for (double wrong : new double[] {0, 1.1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class, () -> new ExponentialDecay(task, optimizer, 1, wrong));
    }
  }
}
