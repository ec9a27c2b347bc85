package org.moreau.evaluation;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/** How long a forward pass takes. */
public final class Latency {
  private static final int WARM_UP = 3;

  private Latency() {}

  /** The median of {@code runs} passes without a graph, after three more, in milliseconds. */
  public static double milliseconds(UnaryOperator<Tensor> forward, Tensor batch, int runs) {
    Check.positive("runs", runs);
    double[] times = new double[runs];
    for (int run = -WARM_UP; run < runs; run++) {
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        long start = System.nanoTime();
        forward.apply(batch).flatten().get(0).item_double(); // which waits for a GPU
        if (run >= 0) {
          times[run] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    Arrays.sort(times);
    return (times[(runs - 1) / 2] + times[runs / 2]) / 2;
  }
}
