package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.moreau.recurrent.ProxLstm;

class GrowingDeltaTest {
  private final ProxLstm layer = new ProxLstm(2, 3, 0.5, 1);
  private final RecordingTask task = new RecordingTask(layer::delta);

  @Test
  void itGrowsByEpochWhateverCameBeforeAndIsJudgedWhole() {
    GrowingDelta growing = new GrowingDelta(task, layer, 2, 4);

    growing.accumulate(3, 0);
    growing.evaluate();
    growing.accumulate(1, 1);
    growing.accumulate(4, 0);
    growing.accumulate(9, 0);

    assertEquals(List.of(1.5, 2.0, 0.5, 2.0, 2.0), task.seen());
    assertEquals(4.0, layer.r(), "delta^2 / lambda goes with it");
    assertEquals(RecordingTask.SOLVE_ERROR, growing.solveError());
    assertEquals(RecordingTask.STEPS, growing.steps(1));
  }

  @Test
  void whatIsNoDeltaIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new GrowingDelta(task, layer, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new GrowingDelta(task, layer, 1, 0));
    assertEquals(
        "delta must be >= 0 and finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> layer.setDelta(Double.NaN))
            .getMessage());
    assertEquals(0.5, layer.delta(), "as before");
  }
}
