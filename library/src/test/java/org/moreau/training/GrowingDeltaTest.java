package org.moreau.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.moreau.recurrent.ProxLstm;

class GrowingDeltaTest {
  private final ProxLstm layer = new ProxLstm(2, 3, 0.5, 1);
  private final List<Double> deltas = new ArrayList<>();

  private final Task task =
      new Task() {
        @Override
        public int steps(int epoch) {
          return 2;
        }

        @Override
        public double accumulate(int epoch, int step) {
          deltas.add(layer.delta());
          return 0;
        }

        @Override
        public double solveError() {
          return 0.25;
        }

        @Override
        public Map<String, Double> evaluate() {
          deltas.add(layer.delta());
          return Map.of();
        }

        @Override
        public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
          return true;
        }
      };

  @Test
  void itGrowsByEpochWhateverCameBeforeAndIsJudgedWhole() {
    GrowingDelta growing = new GrowingDelta(task, layer, 2, 4);

    growing.accumulate(3, 0);
    growing.evaluate();
    growing.accumulate(1, 1);
    growing.accumulate(4, 0);
    growing.accumulate(9, 0);

    assertEquals(List.of(1.5, 2.0, 0.5, 2.0, 2.0), deltas);
    assertEquals(4.0, layer.r(), "delta^2 / lambda goes with it");
    assertEquals(0.25, growing.solveError());
    assertEquals(2, growing.steps(1));
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
