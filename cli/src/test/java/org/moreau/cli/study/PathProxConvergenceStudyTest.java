package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSets;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;

/** The study on 96 images of noise in the layout of MNIST. */
class PathProxConvergenceStudyTest {
  private final PathProxConvergenceStudy study = new PathProxConvergenceStudy();
  private final Path folder;
  private final DataFolders folders;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PathProxConvergenceStudyTest(@TempDir Path folder) {
    this.folder = folder;
    this.folders = new DataFolders(List.of(folder));
  }

  @BeforeEach
  void writeImages() throws IOException {
    new Threads(1, 1).apply();
    Path files = Files.createDirectories(folder.resolve("mnist"));
    write(files, "train", 72);
    write(files, "t10k", 24);
  }

  private static void write(Path files, String part, int count) throws IOException {
    byte[] pixels = new byte[count * 784];
    new SplittableRandom(count).nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(0x803).putInt(count).putInt(28).putInt(28).put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 10));
    }
    Files.write(files.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(files.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  private Settings<PathProxConvergenceStudy.Config> settings(String... changes) {
    Settings<PathProxConvergenceStudy.Config> settings =
        Settings.of(study.defaults())
            .with("test", Map.of("epochs", "4", "batch-size", "20", "per-class", "4"));
    for (String change : changes) {
      int equals = change.indexOf('=');
      settings =
          settings.with("test", Map.of(change.substring(0, equals), change.substring(equals + 1)));
    }
    return settings;
  }

  /** Stops after so many epochs; -1 lets it finish. */
  private boolean run(Settings<PathProxConvergenceStudy.Config> settings, RunFolder run, int epochs)
      throws IOException {
    StopSignal stop = StopSignal.manual();
    int[] left = {epochs};
    Progress progress =
        (label, total) ->
            new Progress.Task() {
              @Override
              public void step(String message) {
                if (--left[0] == 0) {
                  stop.request();
                }
              }

              @Override
              public void close() {}
            };
    StudyContext context =
        new StudyContext(
            0,
            run.run().repeats(),
            false,
            true,
            folders,
            new Device("cpu"),
            run.run().threads(),
            run,
            new Summary(),
            stop,
            progress,
            new PrintStream(out, true, StandardCharsets.UTF_8));
    return new StudyRunner<>(study, settings).run(context);
  }

  private RunFolder create(
      Settings<PathProxConvergenceStudy.Config> settings, String name, int repeats)
      throws IOException {
    RunSettings run =
        new RunSettings(
            study.name(),
            0,
            repeats,
            new Threads(1, 1),
            "cpu",
            false,
            Map.of(),
            UsedData.find(List.of(DataSets.named("mnist")), folders, true));
    return RunFolder.create(folder.resolve(name), run, settings);
  }

  private static JsonNode summary(RunFolder run) throws IOException {
    return new ObjectMapper().readTree(run.summaryFile().toFile());
  }

  private static String timeless(RunFolder run) throws IOException {
    JsonNode summary = summary(run);
    summary.path("methods").forEach(method -> ((ObjectNode) method).remove("train_seconds"));
    return summary
        + Files.readString(run.path().resolve("metrics.jsonl"))
            .replaceAll("\"seconds\":[-0-9.eE]+", "");
  }

  @Test
  void everyMethodHasItsObjectiveAndItsShare() throws IOException {
    Settings<PathProxConvergenceStudy.Config> settings = settings("network=mlp-3-800");
    RunFolder run = create(settings, "whole", 2);

    assertTrue(run(settings, run, -1));

    JsonNode methods = summary(run).path("methods");
    assertEquals(4, methods.size());
    for (JsonNode method : methods) {
      double loss = method.at("/full_batch_loss/mean").asDouble();
      double norm = method.at("/path_norm/mean").asDouble();
      assertEquals(loss + 1e-3 * norm, method.at("/objective/mean").asDouble(), 1e-9);
      assertTrue(method.at("/lipschitz_median/mean").asDouble() > 0);
      assertEquals(2, method.at("/share_to_goal/values").size());
    }
    assertEquals(0, methods.at("/weight-decay/first_jump/mean").asDouble());
    assertTrue(Math.abs(methods.at("/pathprox/first_jump/mean").asDouble()) > 1e-3);
    assertEquals(0, methods.at("/pathprox-transfer/first_jump/mean").asDouble(), 1e-3);
    assertEquals(100, methods.at("/weight-decay/share_to_goal/mean").asDouble());
    String table = out.toString(StandardCharsets.UTF_8);
    assertTrue(
        table.startsWith("MNIST subset, 4 training images of each class (train 40, "), table);
    assertTrue(Files.size(run.figure("figure-1.png")) > 1000);
  }

  @Test
  void stoppedAfterAnyEpochItEndsTheSame() throws IOException {
    String[] changes = {"methods=weight-decay,pathprox"};
    RunFolder whole = create(settings(changes), "whole", 1);
    assertTrue(run(settings(changes), whole, -1));
    for (int stopAfter = 2; stopAfter <= 7; stopAfter++) {
      RunFolder run = create(settings(changes), "stopped-" + stopAfter, 1);
      assertFalse(run(settings(changes), run, stopAfter));
      assertTrue(run(settings(changes), run, -1));

      assertEquals(timeless(whole), timeless(run), "stopped after " + stopAfter);
    }
  }

  @Test
  void aLambdaThatKillsEveryUnitIsCalledDiverged() throws IOException {
    Settings<PathProxConvergenceStudy.Config> settings =
        settings("methods=weight-decay,pathprox", "lambda=50");
    RunFolder run = create(settings, "killed", 1);

    assertTrue(run(settings, run, -1));

    assertTrue(summary(run).at("/methods/pathprox/objective/mean").isNull());
    String metrics = Files.readString(run.path().resolve("metrics.jsonl"));
    assertTrue(metrics.contains("every unit of the coupling fc1 -> fc2 became zero"), metrics);
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    for (String change :
        List.of(
            "lambda=-1",
            "lambda=NaN",
            "epochs=0",
            "network=mlp",
            "methods=pathprox,pathprox",
            "methods=lasso2",
            "pathprox-rate=0",
            "drop-after=1.1",
            "per-class=-1")) {
      assertThrows(IllegalArgumentException.class, () -> settings(change), change);
    }
    assertEquals(
        "network must be mlp-3-400-factorised, mlp-6-400, mlp-3-800 or mlp-3-800-factorised, got"
            + " mlp",
        assertThrows(IllegalArgumentException.class, () -> DigitNetwork.named("mlp")).getMessage());
  }
}
