package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;

class PredictCommandTest {
  private final Path folder;
  private final CommandLineHarness harness;
  private final Path run;
  private final Path input;

  PredictCommandTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    harness = new CommandLineHarness(folder);
    run = folder.resolve("run");
    input = Files.writeString(folder.resolve("in.txt"), "1 2\n");
    harness.run("run", "fake-vowels", "--out", run);
  }

  @Test
  void showsLabelsAndProbabilities() {
    Result result = harness.run("predict", run, "--input", input);

    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(result.out().contains("    1  one    0.7500  0.2500\n"), result.out());
  }

  @Test
  void writesOneObjectPerLine() {
    Result result = harness.run("predict", run, "--input", input, "--json", "--method", "lstm");

    String first = result.out().lines().findFirst().orElse("");
    assertEquals(
        "{\"input\":1,\"label\":\"one\",\"probabilities\":{\"one\":0.75,\"two\":0.25}}", first);
    assertEquals(2, result.out().lines().count());
  }

  @Test
  void namesTheBadLineOfTheInput() throws IOException {
    Files.writeString(input, "x\n");

    Result result = harness.run("predict", run, "--input", input);

    assertEquals(ExitCode.USAGE, result.code());
    assertEquals("moreau: " + input + ", line 1: x is not a number\n", result.err());
  }

  @Test
  void refusesAMissingInputAnUnknownMethodAndAFolderWithoutARun() {
    Path missing = folder.resolve("none.txt");
    Result file = harness.run("predict", run, "--input", missing);
    Result method = harness.run("predict", run, "--input", input, "--method", "lstn");
    Result noRun = harness.run("predict", folder, "--input", input);

    assertEquals("moreau: --input " + missing + ": there is no such file\n", file.err());
    assertTrue(method.err().contains("unknown method lstn; did you mean lstm?"), method.err());
    assertTrue(noRun.err().contains("is not a run folder"), noRun.err());
    assertEquals(ExitCode.USAGE, file.code());
    assertEquals(ExitCode.USAGE, method.code());
    assertEquals(ExitCode.USAGE, noRun.code());
  }
}
