package org.moreau.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchRow;
import org.moreau.cli.study.Progress;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorScope;
import org.moreau.engine.Threads;

class CcaBenchTest {
  /** As SciPy's does on the same function: Rosenbrock's, from the usual start. */
  @Test
  void lbfgsFindsAMinimum() {
    PlainLbfgs.Found found =
        PlainLbfgs.minimise(
            (x, gradient) -> {
              double a = 1 - x[0];
              double b = x[1] - x[0] * x[0];
              gradient[0] = -2 * a - 400 * x[0] * b;
              gradient[1] = 200 * b;
              return a * a + 100 * b * b;
            },
            new double[] {-1.2, 1});

    assertEquals(1, found.x()[0], 1e-4);
    assertEquals(1, found.x()[1], 1e-4);
    assertTrue(found.evaluations() < 60, () -> found.evaluations() + " evaluations");
  }

  @Test
  void thePublishedObjectiveHasTheGradientOfDifferences() {
    try (TensorScope scope = new TensorScope()) {
      int n = 12;
      int d = 3;
      Random random = new Random(4);
      double[] input = random.doubles(2L * n * d, -1, 1).toArray();
      double[] x = random.doubles(2L * n * d, -1, 1).toArray();
      PlainCcaProx plain = new PlainCcaProx(n, d, 5);
      double[] gradient = new double[x.length];
      double[] unused = new double[x.length];
      plain.evaluate(x, input, gradient);
      double h = 1e-6;
      for (int i = 0; i < x.length; i += 5) {
        double kept = x[i];
        x[i] = kept + h;
        double up = plain.evaluate(x, input, unused);
        x[i] = kept - h;
        double down = plain.evaluate(x, input, unused);
        x[i] = kept;
        assertEquals((up - down) / (2 * h), gradient[i], 1e-7);
      }
    }
  }

  /** The baseline is the published algorithm: it takes as many evaluations, and errs as much. */
  @Test
  void theBaselineIsThePublishedOne() throws Exception {
    BenchOptions options =
        new BenchOptions(
            "n100-d20-l10",
            null,
            new Threads(1, 1),
            new Device("cpu"),
            StopSignal.manual(),
            Progress.silent());
    BenchRow row = new CcaBench().run(options).rows().get(0);

    assertEquals("cca-prox", row.method());
    assertEquals(9, row.extra().get("baseline_evaluations"), 9 * 0.3);
    assertEquals(3.5e-3, row.extra().get("baseline_error"), 1e-3);
    assertTrue(row.accurate(), row::toString);
  }
}
