package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.cli.CommandLineHarness.Result;

class ResumeTest {
  private final Path folder;
  private final CommandLineHarness harness;
  private final Path out;

  ResumeTest(@TempDir Path folder) {
    this.folder = folder;
    harness = new CommandLineHarness(folder);
    out = folder.resolve("out");
    Result stopped =
        harness.run(
            "run",
            "fake-vowels",
            "--set",
            "mode=stop-at-once",
            "--set",
            "label=1.50",
            "--seed",
            -3,
            "--repeats",
            2,
            "--out",
            out);
    assertEquals(ExitCode.STOPPED, stopped.code(), stopped.err());
    assertEquals(
        "moreau: stopped; go on with: moreau run fake-vowels --resume " + out + "\n",
        stopped.err());
    assertFalse(Files.exists(out.resolve("summary.json")));
  }

  @Test
  void goesOnWithTheSettingsOfTheFolder() throws IOException {
    String config = Files.readString(out.resolve("config.yaml"));

    Result result = harness.run("run", "fake-vowels", "--resume", out, "--quiet", "--verbose");

    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertEquals(config, Files.readString(out.resolve("config.yaml")));
    String summary = Files.readString(out.resolve("summary.json"));
    assertTrue(summary.contains("\"seed\" : -3") && summary.contains("\"repeats\" : 2"), summary);
  }

  @Test
  void aSecondResumeGivesTheSameSummary() throws IOException {
    harness.run("run", "fake-vowels", "--resume", out);
    String first = Files.readString(out.resolve("summary.json"));
    harness.run("run", "fake-vowels", "--resume", out);

    assertEquals(first, Files.readString(out.resolve("summary.json")));
    assertEquals(4, Files.readAllLines(out.resolve("metrics.jsonl")).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--set=epochs=1",
        "--config=x",
        "--grid=epochs=1,2",
        "--repeats=2",
        "--seed=0",
        "--quick",
        "--out=x",
        "--device=cpu",
        "--threads=1",
        "--blas-threads=1"
      })
  void rejectsWhatWouldChangeTheRun(String option) {
    Result result = harness.run("run", "fake-vowels", "--resume", out, option);

    assertEquals(ExitCode.USAGE, result.code());
    String name = option.substring(0, option.contains("=") ? option.indexOf('=') : option.length());
    assertTrue(
        result.err().startsWith("moreau: " + name + " cannot be given with --resume"),
        result.err());
  }

  @Test
  void refusesDataThatHasChangedSinceTheStart() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    harness.run("data", "fetch", "--data", data);
    Path train = data.resolve("japanese_vowels/ae.train");
    Files.writeString(train, Files.readString(train).replaceFirst("\\d", "7"));

    Result result = harness.run("run", "fake-vowels", "--resume", out, "--data", data);

    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertTrue(
        result.err().startsWith("moreau: the data has changed: " + train + " (sha256 "),
        result.err());
    assertTrue(
        result
            .err()
            .contains(
                ") is not the ae.train of japanese-vowels that the run in "
                    + out
                    + " started with, bundled ae.train (sha256 7ae33b2b678b...)"),
        result.err());
    assertFalse(Files.exists(out.resolve("summary.json")));
  }

  @Test
  void takesTheSameDataFromAnotherPlace() {
    harness.run("data", "fetch", "--data", folder);

    Result result = harness.run("run", "fake-vowels", "--resume", out, "--data", folder);

    assertEquals(ExitCode.DONE, result.code(), result.err());
  }

  @Test
  void rejectsAFolderThatIsNoRun() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    Result none = harness.run("run", "fake-vowels", "--resume", folder.resolve("none"));
    Result noRun = harness.run("run", "fake-vowels", "--resume", empty);

    assertEquals(ExitCode.USAGE, none.code());
    assertTrue(none.err().startsWith("moreau: there is no run folder"), none.err());
    assertTrue(noRun.err().contains("is not a run folder: it has no config.yaml"), noRun.err());
  }

  @Test
  void rejectsADamagedConfig() throws IOException {
    Path config = out.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace("seed: -3", "seed: three"));
    Result word = harness.run("run", "fake-vowels", "--resume", out);
    Files.writeString(config, "study: [fake");
    Result torn = harness.run("run", "fake-vowels", "--resume", out);

    assertEquals(ExitCode.USAGE, word.code());
    assertTrue(word.err().contains("seed must be a whole number, got three"), word.err());
    assertEquals(ExitCode.USAGE, torn.code());
    assertTrue(torn.err().contains("config.yaml, line 1: not valid YAML"), torn.err());
  }

  @Test
  void predictRefusesTheUnfinishedRun() throws IOException {
    Path input = Files.writeString(folder.resolve("in.txt"), "1 2\n");

    Result result = harness.run("predict", out, "--input", input);

    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().contains("is not finished; go on with: moreau run fake-vowels"));
  }
}
