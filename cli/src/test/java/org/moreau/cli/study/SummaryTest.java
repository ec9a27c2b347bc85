package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Threads;

class SummaryTest {
  private final RunSettings run =
      new RunSettings("s", 0, 2, new Threads(1, 1), "cpu", false, Map.of(), new UsedData(Map.of()));

  @Test
  void rejectsANumberThatIsNotFinite() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Summary().add("lstm", "test_accuracy", Double.NaN));

    assertEquals("test_accuracy of lstm must be finite, got NaN", e.getMessage());
  }

  @Test
  void rejectsAComparisonOfDifferentRepeats() {
    Summary summary = new Summary();
    summary.add("a", "m", 1);
    summary.compare("a", "b", "m");

    assertThrows(IllegalStateException.class, () -> summary.toMap(run));
  }

  @Test
  void writesDoublesThatReadBackEqual() {
    Summary summary = new Summary();
    summary.add("a", "m", 0.1 + 0.2);

    assertTrue(Json.line(summary.toMap(run)).contains("\"values\":[0.30000000000000004]"));
  }

  @Test
  void tableShowsThePaperOnlyWhereItHasANumber() {
    Summary summary = new Summary();
    for (double value : new double[] {94, 95}) {
      summary.add("lstm", "test_accuracy", value);
      summary.add("lstm-extra", "test_accuracy", value);
      summary.add("lstm", "train_seconds", value);
    }
    summary.published("lstm", "test_accuracy", 94);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    new ResultTable(summary, run).print(new PrintStream(out, true, StandardCharsets.UTF_8));

    assertEquals(
        List.of(
            "mean ± standard deviation over 2 repeats, seed 0",
            "method      test_accuracy  paper  train_seconds  n",
            "lstm         94.50 ± 0.71  94.00   94.50 ± 0.71  2",
            "lstm-extra   94.50 ± 0.71      -              -  2"),
        out.toString(StandardCharsets.UTF_8).lines().toList());
  }
}
