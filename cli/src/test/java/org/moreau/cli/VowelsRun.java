package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.moreau.cli.CommandLineHarness.Result;

/** A run of the recurrent study that is small enough for a test: 2 repeats, 3 and 2 epochs. */
record VowelsRun(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What follows {@code run japanese-vowels}; {@code --out} comes last. */
  List<String> arguments() {
    return List.of(
        "run",
        "japanese-vowels",
        "--set",
        "filters=4",
        "--set",
        "hidden=8",
        "--set",
        "learning-rate=1e-2",
        "--set",
        "epochs=3",
        "--set",
        "extra-epochs=2",
        "--repeats",
        "2",
        "--threads",
        "1",
        "--out",
        folder.toString());
  }

  VowelsRun inThisProcess(CommandLineHarness harness) {
    Result result = harness.run(arguments().toArray());
    assertEquals(ExitCode.DONE, result.code(), result.err());
    return this;
  }

  JsonNode summary() throws IOException {
    return JSON.readTree(folder.resolve("summary.json").toFile());
  }

  List<JsonNode> metrics() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /** The lines of metrics.jsonl without their times. */
  String timelessMetrics() throws IOException {
    List<JsonNode> lines = metrics();
    lines.forEach(line -> ((ObjectNode) line).remove("seconds"));
    return lines.toString();
  }

  /** summary.json without its times. */
  String timelessSummary() throws IOException {
    JsonNode summary = summary();
    summary.get("methods").forEach(method -> ((ObjectNode) method).remove("train_seconds"));
    return summary.toPrettyString();
  }

  /** SHA-256 of the model files by name. */
  Map<String, String> models() throws IOException, NoSuchAlgorithmException {
    Map<String, String> models = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches(".*-seed\\d+\\.safetensors")) {
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
          models.put(name, HexFormat.of().formatHex(hash));
        }
      }
    }
    assertTrue(models.size() >= 10, models.toString());
    return models;
  }

  /** Requires the same bits of both, wall-clock times apart. */
  void assertSame(VowelsRun other) throws IOException, NoSuchAlgorithmException {
    assertEquals(models(), other.models());
    assertEquals(timelessMetrics(), other.timelessMetrics());
    assertEquals(timelessSummary(), other.timelessSummary());
  }
}
