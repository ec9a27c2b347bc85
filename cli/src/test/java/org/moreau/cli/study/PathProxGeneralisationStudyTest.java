package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSets;
import org.moreau.data.MnistC;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;

/** The study on 60 + 12 images of noise in the layout of MNIST, and as many of CIFAR-10. */
class PathProxGeneralisationStudyTest {
  private static final int PIXELS = 28 * 28;
  private static final int TEST = 12;

  private final PathProxGeneralisationStudy study = new PathProxGeneralisationStudy();
  private final Path folder;
  private final DataFolders folders;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PathProxGeneralisationStudyTest(@TempDir Path folder) {
    this.folder = folder;
    this.folders = new DataFolders(List.of(folder));
  }

  @BeforeEach
  void writeDigits() throws IOException {
    new Threads(1, 1).apply();
    Path files = Files.createDirectories(folder.resolve("mnist"));
    for (Map.Entry<String, Integer> part : Map.of("train", 60, "t10k", TEST).entrySet()) {
      int n = part.getValue();
      ByteBuffer images = ByteBuffer.allocate(16 + n * PIXELS);
      images.putInt(0x803).putInt(n).putInt(28).putInt(28).put(noise(n, n * PIXELS));
      Files.write(files.resolve(part.getKey() + "-images-idx3-ubyte"), images.array());
      ByteBuffer labels = ByteBuffer.allocate(8 + n).putInt(0x801).putInt(n);
      for (int i = 0; i < n; i++) {
        labels.put((byte) (i % 10));
      }
      Files.write(files.resolve(part.getKey() + "-labels-idx1-ubyte"), labels.array());
    }
  }

  private static byte[] noise(int seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private void writeColours() throws IOException {
    Path files = Files.createDirectories(folder.resolve("cifar10"));
    List<String> names = new ArrayList<>(List.of("test_batch.bin"));
    for (int i = 1; i <= 5; i++) {
      names.add("data_batch_" + i + ".bin");
    }
    for (String name : names) {
      byte[] content = noise(name.hashCode(), 12 * 3073);
      for (int i = 0; i < 12; i++) {
        content[i * 3073] = (byte) (i % 10);
      }
      Files.write(files.resolve(name), content);
    }
  }

  /** The test images of MNIST after each corruption, all of them black. */
  private void writeBlackDigits() throws IOException {
    for (String corruption : MnistC.CORRUPTIONS) {
      Path files = Files.createDirectories(folder.resolve("mnist_c").resolve(corruption));
      byte[] images = new byte[TEST * PIXELS];
      Files.write(files.resolve("test_images.npy"), array("(12, 28, 28, 1)", images));
      byte[] labels = new byte[TEST];
      for (int i = 0; i < TEST; i++) {
        labels[i] = (byte) (i % 10);
      }
      Files.write(files.resolve("test_labels.npy"), array("(12,)", labels));
    }
  }

  private static byte[] array(String shape, byte[] values) {
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
    byte[] header = String.format("%-117s\n", text).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + header.length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length)
        .put(header)
        .put(values)
        .array();
  }

  /** Stops the run after so many steps of its bars; -1 lets it finish. */
  private record Stopping(StopSignal stop, int[] left) implements Progress {
    @Override
    public Task start(String label, long total) {
      return new Task() {
        @Override
        public void step(String message) {
          if (--left[0] == 0) {
            stop.request();
          }
        }

        @Override
        public void close() {}
      };
    }
  }

  private Settings<PathProxGeneralisationStudy.Config> settings(String... changes) {
    Settings<PathProxGeneralisationStudy.Config> settings =
        Settings.of(study.defaults())
            .with("test", Map.of("epochs", "2", "batch-size", "10", "per-class", "3"));
    for (String change : changes) {
      int equals = change.indexOf('=');
      settings =
          settings.with("test", Map.of(change.substring(0, equals), change.substring(equals + 1)));
    }
    return settings;
  }

  private RunFolder create(
      Settings<PathProxGeneralisationStudy.Config> settings,
      String name,
      int repeats,
      Map<String, List<String>> grid)
      throws IOException {
    UsedData data =
        UsedData.find(
            study.dataSets(settings.config(), folders).stream().map(DataSets::named).toList(),
            folders,
            grid.isEmpty());
    RunSettings run =
        new RunSettings(study.name(), 0, repeats, new Threads(1, 1), "cpu", false, grid, data);
    return RunFolder.create(folder.resolve(name), run, settings);
  }

  private boolean run(
      Settings<PathProxGeneralisationStudy.Config> settings, RunFolder run, int stopAfter)
      throws IOException {
    StopSignal stop = StopSignal.manual();
    StudyContext context =
        new StudyContext(
            run.run().seed(),
            run.run().repeats(),
            run.run().quick(),
            true,
            folders,
            new Device("cpu"),
            run.run().threads(),
            run,
            new Summary(),
            stop,
            new Stopping(stop, new int[] {stopAfter}),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    return new StudyRunner<>(study, settings).run(context);
  }

  private RunFolder whole(int repeats, String... changes) throws IOException {
    Settings<PathProxGeneralisationStudy.Config> settings = settings(changes);
    RunFolder run = create(settings, "whole", repeats, Map.of());
    assertTrue(run(settings, run, -1));
    return run;
  }

  private static JsonNode methods(RunFolder run) throws IOException {
    return new ObjectMapper().readTree(run.summaryFile().toFile()).path("methods");
  }

  /** Results and metrics.jsonl without their times. */
  private static String timeless(RunFolder run) throws IOException {
    JsonNode methods = methods(run);
    methods.forEach(method -> ((ObjectNode) method).remove("train_seconds"));
    return methods
        + Files.readString(run.path().resolve("metrics.jsonl"))
            .replaceAll("\"seconds\":[-0-9.eE]+", "");
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void generatedCorruptionsAreCalledSoAndTheirMeanIsTheirMean() throws IOException {
    RunFolder run = whole(2);

    for (JsonNode method : methods(run)) {
      double sum = 0;
      for (String corruption : MnistC.CORRUPTIONS) {
        assertEquals(2, method.at("/generated_" + corruption + "/values").size());
        sum += method.at("/generated_" + corruption + "/mean").asDouble();
      }
      assertEquals(sum / 15, method.at("/generated_mean/mean").asDouble(), 1e-9);
      assertTrue(method.at("/test_accuracy/mean").isNumber());
      assertTrue(method.at("/active_units/mean").asDouble() > 0);
    }
    assertTrue(printed().contains("generated from the test images, not the published"), printed());
    assertTrue(printed().contains("pathprox - weight-decay: generated_mean"), printed());
    assertTrue(Files.size(run.figure("accuracy.png")) > 1000);
    assertTrue(Files.size(run.figure("epochs.png")) > 1000);
  }

  @Test
  void thePublishedImagesGoFirst() throws IOException {
    writeBlackDigits();
    RunFolder run = whole(1, "methods=pathprox");

    JsonNode results = methods(run).path("pathprox");
    // A network has one answer to all black images: of 12 labels, 0 and 1 come up twice.
    double accuracy = results.at("/mnist_c_fog/mean").asDouble();
    assertTrue(
        List.of(1.0, 2.0).contains((double) Math.round(accuracy * TEST / 100)), results + "");
    assertEquals(accuracy, results.at("/mnist_c_mean/mean").asDouble(), 1e-9);
    assertFalse(printed().contains("generated"), printed());
    assertTrue(printed().contains("corruptions of MNIST-C as published"), printed());
    assertTrue(run.run().data().sets().containsKey("mnist-c"));
  }

  @Test
  void stoppedAnywhereItEndsTheSame() throws IOException {
    String expected = timeless(whole(1));
    Settings<PathProxGeneralisationStudy.Config> settings = settings();

    for (int stopAfter : new int[] {1, 2, 3, 6}) { // 4 epochs, then 15 corruptions
      RunFolder run = create(settings, "stopped-" + stopAfter, 1, Map.of());
      assertFalse(run(settings, run, stopAfter));
      assertTrue(run(settings, run, -1));

      assertEquals(expected, timeless(run), "stopped after " + stopAfter);
    }
  }

  @Test
  void whatDivergesIsCalledSoAndTheOtherGoesOn() throws IOException {
    RunFolder run = whole(1, "weight-decay-rate=1e30");

    assertTrue(methods(run).at("/weight-decay/test_accuracy/mean").isNull());
    assertTrue(methods(run).at("/weight-decay/generated_mean/mean").isNull());
    assertTrue(methods(run).at("/pathprox/test_accuracy/mean").isNumber());
    assertTrue(Files.size(run.figure("accuracy.png")) > 1000);
  }

  @Test
  void coloursHaveCorruptedColumnsOnlyFromFiles() throws IOException {
    writeColours();
    RunFolder run =
        whole(1, "task=3", "methods=pathprox", "epochs=1", "per-class=1", "evaluation-images=2");

    JsonNode results = methods(run).path("pathprox");
    assertTrue(
        results.at("/test_accuracy/mean").isNumber()
            || results.at("/test_accuracy").has("diverged"));
    List<String> keys = new ArrayList<>();
    results.fieldNames().forEachRemaining(keys::add);
    assertEquals(List.of("test_accuracy", "active_units", "path_norm", "train_seconds"), keys);
    assertTrue(printed().contains("no corrupted columns: CIFAR-10-C is not here"), printed());
  }

  @Test
  void aGridLeavesTheTestPartClosed() throws IOException {
    Files.delete(folder.resolve("mnist/t10k-images-idx3-ubyte"));
    Settings<PathProxGeneralisationStudy.Config> settings =
        settings("methods=pathprox", "epochs=1");
    RunFolder run = create(settings, "grid", 1, Map.of("pathprox-lambda", List.of("1e-4", "1e-3")));

    assertTrue(run(settings, run, -1));

    assertTrue(Files.exists(run.path().resolve("winner.yaml")));
  }

  @Test
  void aMissingSetIsNamed() {
    FileNotFoundException e =
        assertThrows(
            FileNotFoundException.class, () -> create(settings("task=4"), "missing", 1, Map.of()));

    assertTrue(e.getMessage().startsWith("data set svhn is not here: "), e.getMessage());
  }

  @Test
  void theRateFallsAtEachDrop() {
    RegularisedTraining.Schedule schedule = new RegularisedTraining.Schedule(0.1, List.of(80, 120));

    assertEquals(0.1, schedule.at(1));
    assertEquals(0.1, schedule.at(80));
    assertEquals(0.01, schedule.at(81), 1e-12);
    assertEquals(0.01, schedule.at(120), 1e-12);
    assertEquals(0.001, schedule.at(121), 1e-12);
    assertEquals(0.2, new RegularisedTraining.Schedule(0.2, List.of()).at(1_000));
    assertEquals(0.02, new RegularisedTraining.Schedule(0.2, 0).at(1), 1e-12);
  }

  @Test
  void settingsThatCannotWorkAreNamed() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "task=5",
                    "task must be 1 (MNIST subset), 2 (MNIST), 3 (CIFAR-10) or 4 (SVHN), got 5",
                "methods=sgd", "method must be one of weight-decay, ",
                "pathprox-lambda=-1", "pathprox-lambda must be >= 0 and finite, got -1.0",
                "weight-decay-rate=-0.1", "weight-decay-rate must be >= 0 and finite, got -0.1",
                "drops=0.5,2", "each of drops must be in [0.0, 1.0], got 2.0",
                "drops=NaN", "each of drops must be in [0.0, 1.0], got NaN",
                "drops=late", "drops must be numbers separated by commas, got late",
                "epochs=-1", "epochs must be at least 0, got -1",
                "evaluation-images=-2", "evaluation-images must be at least 0, got -2")
            .entrySet()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> settings(wrong.getKey())).getMessage();
      assertTrue(message.contains(wrong.getValue()), message);
    }
    assertEquals(
        "class 0 must have at least 6 images, got 5",
        assertThrows(IllegalArgumentException.class, () -> whole(1, "per-class=6")).getMessage());
  }

  @Test
  void quickIsSmallerButHasBothMethods() {
    PathProxGeneralisationStudy.Config quick = study.quick(study.defaults());

    assertEquals(study.defaults().methods(), quick.methods());
    assertTrue(quick.epochs() > 0 && quick.epochs() < 2_000);
    assertEquals(quick, study.quick(quick));
  }
}
