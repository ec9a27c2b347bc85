package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.Threads;

class RunFolderTest {
  private final Settings<FakeStudy.Config> settings = Settings.of(new FakeStudy().defaults());
  private final Path out;

  RunFolderTest(@TempDir Path folder) {
    out = folder.resolve("a/run");
  }

  private RunSettings run() {
    Map<String, List<String>> grid = new LinkedHashMap<>();
    grid.put("learning-rate", List.of("0.1", "1E-9"));
    grid.put("label", List.of("no", "b c"));
    return new RunSettings("fake-vowels", -9L, 3, new Threads(2, 1), "cuda:0", true, grid, data());
  }

  private static UsedData data() {
    UsedData.Source source = new UsedData.Source("C:\\a \"b\": #\n", "ab12");
    return new UsedData(Map.of("no", Map.of("x: y.train", source)));
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    RunFolder.create(out, run(), settings);

    RunFolder folder = RunFolder.open(out);

    assertEquals(run(), folder.run());
    assertEquals(settings.toMap(), folder.settings());
    assertFalse(folder.finished());
  }

  @Test
  void startsTheMetricsAgain() throws IOException {
    MetricsFile metrics = RunFolder.create(out, run(), settings).metrics();
    metrics.append(Map.of("loss", 0.1));
    metrics.append(Map.of("loss", Double.NaN));
    assertEquals(
        List.of("{\"loss\":0.1}", "{\"loss\":null}"),
        Files.readAllLines(out.resolve("metrics.jsonl")));

    metrics.restart();
    metrics.append(Map.of("loss", 0.25));

    assertEquals("{\"loss\":0.25}\n", Files.readString(out.resolve("metrics.jsonl")));
  }

  @Test
  void keepsFilesInsideTheFolder() throws IOException {
    RunFolder folder = RunFolder.create(out, run(), settings);

    assertEquals(out.resolve("checkpoints/lstm.0"), folder.checkpoint("lstm.0"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> folder.figure("../x.png"));
    assertEquals(
        "a file of a run must be named with letters, digits, dot, - and _, got ../x.png",
        e.getMessage());
  }

  @Test
  void rejectsNoRepeats() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RunSettings("s", 0, 0, new Threads(1, 1), "cpu", false, Map.of(), data()));
  }
}
