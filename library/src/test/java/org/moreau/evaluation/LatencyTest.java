package org.moreau.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorScope;

class LatencyTest {
  private static final long[] WARM_UP = {400, 400, 400};

  /** The latency in ms of passes that take so many ms after the warm-up. */
  private static double latency(long... times) {
    int[] calls = new int[1];
    try (TensorScope scope = new TensorScope()) {
      Tensor weight = torch.ones(2).set_requires_grad(true);
      double latency =
          Latency.milliseconds(
              x -> {
                int call = calls[0]++;
                sleep(call < WARM_UP.length ? WARM_UP[call] : times[call - WARM_UP.length]);
                Tensor y = x.mul(weight);
                assertFalse(y.requires_grad());
                return y;
              },
              torch.ones(2),
              times.length);
      assertEquals(WARM_UP.length + times.length, calls[0]);
      return latency;
    }
  }

  private static void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void between(double low, double high, double value) {
    assertTrue(value >= low && value < high, "latency " + value);
  }

  @Test
  void isTheMedianWithoutTheFirstPasses() {
    between(100, 250, latency(300, 100, 1));
    between(150, 250, latency(500, 300, 1, 1)); // (300 + 1) / 2
  }

  @Test
  void runsAreChecked() {
    assertEquals(
        "runs must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, LatencyTest::latency).getMessage());
  }
}
