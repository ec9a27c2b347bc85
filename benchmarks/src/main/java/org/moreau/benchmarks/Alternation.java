package org.moreau.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.moreau.engine.StopSignal;

/**
 * Medians of two pieces of work that take turns in one process, so that the ratio holds while the
 * machine's speed drifts.
 *
 * @param ms of the method
 * @param baselineMs of the baseline
 */
record Alternation(double ms, double baselineMs) {
  private static final int FEWEST = 3;
  private static final int MOST = 100;
  private static final double WARM_UP_SECONDS =
      4; // short work is compiled after some hundreds of turns
  private static final double SECONDS = 6;

  static Alternation of(Runnable method, Runnable baseline, StopSignal stop) {
    long start = System.nanoTime();
    for (int i = 0; !stop.requested(); i++) {
      if (i >= FEWEST && seconds(start) > WARM_UP_SECONDS) {
        break;
      }
      baseline.run();
      method.run();
    }
    List<Double> times = new ArrayList<>();
    List<Double> baselineTimes = new ArrayList<>();
    start = System.nanoTime();
    for (int i = 0; i < MOST && !stop.requested(); i++) {
      if (i >= FEWEST && seconds(start) > SECONDS) {
        break;
      }
      baselineTimes.add(milliseconds(baseline));
      times.add(milliseconds(method));
    }
    return new Alternation(median(times), median(baselineTimes));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  private static double milliseconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) * 1e-6;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
