package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;

class RunCommandTest {
  private final Path folder;
  private final CommandLineHarness harness;
  private final Path out;

  RunCommandTest(@TempDir Path folder) {
    this.folder = folder;
    harness = new CommandLineHarness(folder);
    out = folder.resolve("out");
  }

  @Test
  void fillsTheRunFolderAndShowsTheTable() throws IOException {
    Result result = harness.run("run", "fake-vowels", "--repeats", 3, "--out", out);

    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(result.out().contains("90.50 ± 0.50"), result.out());
    assertTrue(result.out().contains("94.00"), result.out());
    assertTrue(result.out().contains("prox - lstm: test_accuracy +2.00 (95% CI -0.48 to +4.48)"));
    assertTrue(result.err().contains("fake: 3/3"), result.err());
    assertEquals(6, Files.readAllLines(out.resolve("metrics.jsonl")).size());
    assertTrue(Files.isDirectory(out.resolve("figures")));
  }

  @Test
  void summaryHasTheAgreedForm() throws IOException {
    harness.run("run", "fake-vowels", "--repeats", 2, "--seed", 7, "--threads", 1, "--out", out);

    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertEquals("fake-vowels", summary.get("study").asText());
    assertFalse(summary.get("quick").asBoolean());
    assertEquals(7, summary.get("seed").asInt());
    assertEquals(2, summary.get("repeats").asInt());
    assertEquals(1, summary.get("threads").asInt());
    assertTrue(summary.get("versions").get("libtorch").asText().startsWith("2."));
    assertEquals(225, summary.at("/data/japanese-vowels/train").asInt());
    JsonNode accuracy = summary.at("/methods/prox/test_accuracy");
    assertEquals(91.75, accuracy.get("mean").asDouble());
    assertEquals(Math.sqrt(2 * 0.75 * 0.75), accuracy.get("std").asDouble(), 1e-12);
    assertEquals("[91.0,92.5]", accuracy.get("values").toString());
    JsonNode pair = summary.get("paired").get(0);
    assertEquals("prox", pair.get("a").asText());
    assertEquals("lstm", pair.get("b").asText());
    assertEquals("test_accuracy", pair.get("metric").asText());
    assertEquals(1.5, pair.get("mean_difference").asDouble());
    assertEquals(2, pair.get("ci95").size());
    assertEquals(2, pair.get("n").asInt());
  }

  @Test
  void oneRepeatHasNoDeviation() throws IOException {
    harness.run("run", "fake-vowels", "--out", out);

    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertTrue(summary.at("/methods/prox/test_accuracy/std").isNull());
    assertTrue(summary.at("/paired/0/ci95").isNull());
  }

  @Test
  void quickIsLabelledEverywhere() throws IOException {
    Result result = harness.run("run", "fake-vowels", "--quick", "--out", out);

    assertTrue(result.out().startsWith("quick: not comparable"), result.out());
    assertTrue(result.err().contains("epochs 2"), result.err());
    assertTrue(Files.readString(out.resolve("config.yaml")).contains("\nquick: true\n"));
    assertTrue(Files.readString(out.resolve("summary.json")).contains("\"quick\" : true"));
  }

  @Test
  void setHasTheLastWord() throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), "epochs: 9\nlearning-rate: 5e-2\n");

    harness.run(
        "run", "fake-vowels", "--config", config, "--quick", "--set", "epochs=4", "--out", out);

    String written = Files.readString(out.resolve("config.yaml"));
    assertTrue(written.contains("epochs: 4\n"), written);
    assertTrue(written.contains("learning-rate: 0.05\n"), written);
  }

  @Test
  void rejectsAnUnknownKeyInAFile() throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), "epoch: 9\n");

    Result result = harness.run("run", "fake-vowels", "--config", config, "--out", out);

    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().contains("c.yaml: unknown setting epoch; did you mean epochs?"));
    assertFalse(Files.exists(out));
  }

  @Test
  void placesRunsByTheirTimeAndNeverOverAnother() {
    harness.run("run", "fake-vowels", "--quiet");
    Result second = harness.run("run", "fake-vowels", "--quiet");

    assertEquals(ExitCode.DONE, second.code());
    assertEquals("", second.err());
    assertTrue(Files.exists(harness.runs().resolve("fake-vowels-20260304-050607/summary.json")));
    assertTrue(Files.exists(harness.runs().resolve("fake-vowels-20260304-050607-2/summary.json")));
  }

  @Test
  void refusesAFolderThatHoldsSomething() throws IOException {
    Files.createDirectories(out);
    Files.writeString(out.resolve("letter.txt"), "dear");

    Result result = harness.run("run", "fake-vowels", "--out", out);

    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().contains("is not empty and not a run folder"), result.err());
    assertEquals(1, count(out));
  }

  @Test
  void refusesToRunOverARun() {
    harness.run("run", "fake-vowels", "--out", out);

    Result result = harness.run("run", "fake-vowels", "--out", out);

    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().contains("continue it with --resume " + out), result.err());
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    Result below = harness.run("run", "fake-vowels", "--out", file.resolve("out"));
    Result at = harness.run("run", "fake-vowels", "--out", file);
    Result nowhere = harness.run("run", "fake-vowels", "--out", "/proc/moreau/out");

    assertEquals(ExitCode.USAGE, below.code(), below.err());
    assertTrue(below.err().contains("cannot be written"), below.err());
    assertTrue(at.err().contains("is a file; name a folder"), at.err());
    assertEquals(ExitCode.USAGE, nowhere.code(), nowhere.err());
    assertEquals(1, nowhere.err().lines().count());
    assertEquals(1, count(folder));
  }

  @Test
  void aRunThatFailsBeforeItsFirstFileLeavesNothing() {
    Result result = harness.run("run", "fake-vowels", "--set", "mode=fail-at-once", "--out", out);

    assertEquals(ExitCode.USAGE, result.code());
    assertEquals("moreau: the fake data is bad\n", result.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void aFullDiskLeavesNoHalfSummary() throws IOException {
    Result result = harness.run("run", "fake-vowels", "--set", "mode=disk-full", "--out", out);

    assertEquals(ExitCode.FAILED, result.code());
    String last = result.err().lines().reduce((a, b) -> b).orElse("");
    assertTrue(last.startsWith("moreau: " + out.resolve("summary.json")), last);
    assertTrue(last.contains("No space left on device"), last);
    assertFalse(Files.exists(out.resolve("summary.json")));
    try (Stream<Path> files = Files.list(out)) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".tmp")));
    }
  }

  @Test
  void showsAStackTraceOnlyWhenAsked() {
    Result result =
        harness.run("run", "fake-vowels", "--verbose", "--set", "mode=fail-at-once", "--out", out);

    assertTrue(result.err().contains("\tat org.moreau.cli"), result.err());
  }

  @Test
  void listShowsEverySettingWithItsMeaning() {
    Result table = harness.run("list");
    Result one = harness.run("list", "fake-vowels");

    assertTrue(table.out().contains("japanese-vowels bundled"), table.out());
    assertTrue(one.out().contains("learning-rate=0.001\n      the learning rate"), one.out());
    assertTrue(one.out().contains("methods=lstm,prox\n"), one.out());
  }

  @Test
  void listWritesJson() throws IOException {
    JsonNode list = new ObjectMapper().readTree(harness.run("list", "--json").out());

    JsonNode study = list.get("studies").get(0);
    assertEquals("fake-vowels", study.get("name").asText());
    assertEquals("bundled", study.at("/data/japanese-vowels").asText());
    assertEquals("20", study.at("/settings/epochs/default").asText());
  }

  private static long count(Path path) throws IOException {
    try (Stream<Path> content = Files.list(path)) {
      return content.count();
    }
  }
}
