package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;

class GridCommandTest {
  private final Path folder;
  private final CommandLineHarness harness;
  private final Path out;

  GridCommandTest(@TempDir Path folder) {
    this.folder = folder;
    harness = new CommandLineHarness(folder);
    out = folder.resolve("grid");
  }

  @Test
  void triesEveryCombinationOverFiveSeedsAndBreaksTiesDownwards() throws IOException {
    Result result =
        harness.run(
            "run",
            "fake-vowels",
            "--grid",
            "learning-rate=0.1,1,9,0.01",
            "--grid",
            "epochs=10,9",
            "--seed",
            3,
            "--out",
            out);

    assertEquals(ExitCode.DONE, result.code(), result.err());
    List<String> validated = Files.readAllLines(out.resolve("checkpoints/validated.log"));
    assertEquals(8 * 5, validated.size());
    assertEquals("0.1 10 3", validated.get(0));
    List<String> lines = Files.readAllLines(out.resolve("grid.jsonl"));
    assertEquals(
        "{\"values\":{\"learning-rate\":\"0.1\",\"epochs\":\"10\"},\"seeds\":[3,4,5,6,7],"
            + "\"scores\":{\"prox\":[90.1,90.1,90.1,90.1,90.1]},\"means\":{\"prox\":90.1},"
            + "\"mean\":90.1}",
        lines.get(0));
    assertTrue(lines.get(4).endsWith("\"means\":{\"prox\":null},\"mean\":null}"), lines.get(4));
    String winner = Files.readString(out.resolve("winner.yaml"));
    assertTrue(winner.contains("\nlearning-rate: 0.01\n"), winner);
    assertTrue(winner.contains("\nepochs: 9\n"), winner);
    assertTrue(winner.contains("--grid learning-rate=0.1,1,9,0.01 --grid epochs=10,9 --seed 3"));
    assertFalse(Files.exists(out.resolve("summary.json")));
  }

  @Test
  void theWinnerCanBeRun() throws IOException {
    harness.run("run", "fake-vowels", "--grid", "epochs=10,9", "--out", out);

    Path run = folder.resolve("run");
    Result result =
        harness.run("run", "fake-vowels", "--config", out.resolve("winner.yaml"), "--out", run);

    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(Files.readString(run.resolve("config.yaml")).contains("  epochs: 9\n"));
  }

  @Test
  void predictSaysThatAGridKeepsNoModel() throws IOException {
    harness.run("run", "fake-vowels", "--grid", "epochs=10,9", "--out", out);
    Path input = Files.writeString(folder.resolve("in.txt"), "1 2\n");

    Result result = harness.run("predict", out, "--input", input);

    assertEquals(ExitCode.USAGE, result.code());
    assertEquals(
        "moreau: "
            + out
            + " is a grid, which keeps no model; run its winner first: moreau run fake-vowels --config "
            + out.resolve("winner.yaml")
            + "\n",
        result.err());
  }

  @Test
  void aStoppedGridGoesOnWithoutRepeatingACombination() throws IOException {
    Result stopped =
        harness.run(
            "run",
            "fake-vowels",
            "--set",
            "mode=stop-at-once",
            "--grid",
            "learning-rate=0.1,0.2",
            "--out",
            out);
    assertEquals(ExitCode.STOPPED, stopped.code(), stopped.err());
    assertEquals(1, Files.readAllLines(out.resolve("grid.jsonl")).size());

    Result result = harness.run("run", "fake-vowels", "--resume", out);

    assertEquals(ExitCode.DONE, result.code(), result.err());
    List<String> validated = Files.readAllLines(out.resolve("checkpoints/validated.log"));
    assertEquals(5, validated.stream().filter(line -> line.startsWith("0.1 ")).count());
    assertEquals(2 + 5, validated.stream().filter(line -> line.startsWith("0.2 ")).count());
    assertTrue(Files.readString(out.resolve("winner.yaml")).contains("learning-rate: 0.1\n"));
  }

  @Test
  void aGridThatDivergesEverywhereHasNoWinner() {
    Result result = harness.run("run", "fake-vowels", "--grid", "learning-rate=8,9", "--out", out);

    assertEquals(ExitCode.FAILED, result.code());
    assertTrue(result.err().contains("moreau: every combination of the grid diverged"));
    assertFalse(Files.exists(out.resolve("winner.yaml")));
  }
}
