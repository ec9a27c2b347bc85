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

  private static List<String> table(Summary summary, RunSettings run) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ResultTable(summary, run).print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void showsTheDecimalsAskedFor() {
    Summary summary = new Summary();
    summary.decimals("weight", 4);
    for (double value : new double[] {2, 2.5}) {
      summary.add("a", "weight", value);
    }

    assertTrue(table(summary, run).get(2).contains("2.2500 ± 0.3536"));
  }

  @Test
  void aRepeatThatDivergedHasNoValueAndIsCounted() {
    Summary summary = new Summary();
    for (double value : new double[] {1, 3}) {
      summary.add("a", "loss", value);
    }
    summary.add("b", "loss", 2);
    summary.diverged("b", "loss");
    summary.compare("a", "b", "loss");

    Map<String, ?> map = summary.toMap(run);

    String json = Json.line(map.get("methods"));
    assertTrue(
        json.contains(
            "\"b\":{\"loss\":{\"mean\":null,\"std\":null,\"diverged\":1,\"values\":[2.0,null]}}"),
        json);
    assertTrue(json.contains("\"a\":{\"loss\":{\"mean\":2.0,"), json);
    assertEquals("[]", Json.line(map.get("paired")));
    assertEquals(
        List.of(
            "mean ± standard deviation over 2 repeats, seed 0",
            "method             loss  n",
            "a           2.00 ± 1.41  2",
            "b       1 of 2 diverged  2"),
        table(summary, run));
  }

  @Test
  void aTableMayHaveARowPerMetricWithThePaperBesideOurs() {
    Summary summary = new Summary();
    summary.note("Small data");
    summary.metricsInRows();
    summary.diverged("a", "loss 1");
    summary.published("a", "loss 1", Double.NaN);
    summary.add("a", "loss 2", 4);
    summary.published("a", "loss 2", 5);
    summary.add("b", "loss 1", 6);
    summary.add("b", "loss 2", 7);
    RunSettings once =
        new RunSettings(
            "s", 0, 1, new Threads(1, 1), "cpu", true, Map.of(), new UsedData(Map.of()));

    assertEquals(
        List.of(
            "Small data",
            "quick: not comparable; 1 repeat, seed 0",
            "metric         a     paper     b",
            "loss 1  diverged  diverged  6.00",
            "loss 2      4.00      5.00  7.00"),
        table(summary, once));
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
