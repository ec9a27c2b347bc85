package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.methods;
import static org.moreau.cli.study.StudyHarness.timeless;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.MnistC;

/** The study on 60 + 12 images of noise in the layout of MNIST, and as many of CIFAR-10. */
class PathProxGeneralisationStudyTest {
  private static final int PIXELS = 28 * 28;
  private static final int TEST = 12;

  private final PathProxGeneralisationStudy study = new PathProxGeneralisationStudy();
  private final Path folder;
  private final StudyHarness<PathProxGeneralisationStudy.Config> harness;

  PathProxGeneralisationStudyTest(@TempDir Path folder) {
    this.folder = folder;
    this.harness =
        new StudyHarness<>(
            study, folder, Map.of("epochs", "2", "batch-size", "10", "per-class", "3"));
  }

  @BeforeEach
  void writeDigits() throws IOException {
    NoiseImages.mnist(folder, 60, TEST);
  }

  /** The test images of MNIST after each corruption, all of them black. */
  private void writeBlackDigits(int shift) throws IOException {
    for (String corruption : MnistC.CORRUPTIONS) {
      Path files = Files.createDirectories(folder.resolve("mnist_c").resolve(corruption));
      byte[] images = new byte[TEST * PIXELS];
      Files.write(files.resolve("test_images.npy"), array("(12, 28, 28, 1)", images));
      byte[] labels = new byte[TEST];
      for (int i = 0; i < TEST; i++) {
        labels[i] = (byte) ((i + shift) % 10);
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

  @Test
  void generatedCorruptionsAreCalledSoAndTheirMeanIsTheirMean() throws IOException {
    RunFolder run = harness.whole("whole", 2);

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
    assertTrue(
        harness.printed().contains("generated from the test images, not the published"),
        harness.printed());
    assertTrue(
        harness.printed().contains("pathprox - weight-decay: generated_mean"), harness.printed());
    assertTrue(Files.size(run.figure("accuracy.png")) > 1000);
    assertTrue(Files.size(run.figure("epochs.png")) > 1000);
  }

  @Test
  void thePublishedImagesGoFirst() throws IOException {
    writeBlackDigits(0);
    RunFolder run = harness.whole("whole", 1, "methods=pathprox");

    JsonNode results = methods(run).path("pathprox");
    // A network has one answer to all black images: of 12 labels, 0 and 1 come up twice.
    double accuracy = results.at("/mnist_c_fog/mean").asDouble();
    assertTrue(
        List.of(1.0, 2.0).contains((double) Math.round(accuracy * TEST / 100)), results + "");
    assertEquals(accuracy, results.at("/mnist_c_mean/mean").asDouble(), 1e-9);
    assertFalse(harness.printed().contains("generated"), harness.printed());
    assertTrue(
        harness.printed().contains("corruptions of MNIST-C as published"), harness.printed());
    assertTrue(run.run().data().sets().containsKey("mnist-c"));
  }

  @Test
  void stoppedAnywhereItEndsTheSame() throws IOException {
    String expected = timeless(harness.whole("whole", 1));
    Settings<PathProxGeneralisationStudy.Config> settings = harness.settings();

    for (int stopAfter : new int[] {1, 2, 3, 6}) { // 4 epochs, then 15 corruptions
      RunFolder run = harness.create(settings, "stopped-" + stopAfter);
      assertFalse(harness.run(settings, run, stopAfter));
      assertTrue(harness.run(settings, run, -1));

      assertEquals(expected, timeless(run), "stopped after " + stopAfter);
    }
  }

  @Test
  void whatDivergesIsCalledSoAndTheOtherGoesOn() throws IOException {
    RunFolder run = harness.whole("whole", 1, "weight-decay-rate=1e30");

    assertTrue(methods(run).at("/weight-decay/test_accuracy/mean").isNull());
    assertTrue(methods(run).at("/weight-decay/generated_mean/mean").isNull());
    assertTrue(methods(run).at("/pathprox/test_accuracy/mean").isNumber());
    assertTrue(Files.size(run.figure("accuracy.png")) > 1000);
  }

  @Test
  void coloursHaveCorruptedColumnsOnlyFromFiles() throws IOException {
    NoiseImages.cifar10(folder);
    RunFolder run =
        harness.whole(
            "whole",
            1,
            "task=3",
            "methods=pathprox",
            "epochs=1",
            "per-class=1",
            "evaluation-images=2");

    JsonNode results = methods(run).path("pathprox");
    assertTrue(
        results.at("/test_accuracy/mean").isNumber()
            || results.at("/test_accuracy").has("diverged"));
    List<String> keys = new ArrayList<>();
    results.fieldNames().forEachRemaining(keys::add);
    assertEquals(List.of("test_accuracy", "active_units", "path_norm", "train_seconds"), keys);
    assertTrue(
        harness.printed().contains("no corrupted columns: CIFAR-10-C is not here"),
        harness.printed());
  }

  @Test
  void aGridLeavesTheTestPartClosed() throws IOException {
    Files.delete(folder.resolve("mnist/t10k-images-idx3-ubyte"));
    Settings<PathProxGeneralisationStudy.Config> settings =
        harness.settings("methods=pathprox", "epochs=1");
    RunFolder run =
        harness.create(settings, "grid", 1, Map.of("pathprox-lambda", List.of("1e-4", "1e-3")));

    assertTrue(harness.run(settings, run, -1));

    assertTrue(Files.exists(run.path().resolve("winner.yaml")));
    // One seed is enough where all 5,000 images of the validation part are judged.
    String grid = Files.readString(run.gridFile());
    assertEquals(2, grid.split("\"seeds\":\\[0\\]", -1).length - 1, grid);
    assertEquals(5, study.gridSeeds(harness.settings("evaluation-images=999").config()));
  }

  @Test
  void corruptedImagesOfOthersAreRefusedBeforeTheTraining() throws IOException {
    writeBlackDigits(1);

    String message =
        assertThrows(IllegalArgumentException.class, () -> harness.whole("whole")).getMessage();

    assertEquals(
        "the images of shot_noise must be the test images in their order, got one labelled 1 for"
            + " test image 1 of class 0; use the published files",
        message);
    assertEquals("", harness.printed());
  }

  @Test
  void aMissingSetIsNamed() {
    FileNotFoundException e =
        assertThrows(
            FileNotFoundException.class,
            () -> harness.create(harness.settings("task=4"), "missing", 1, Map.of()));

    assertTrue(e.getMessage().startsWith("data set svhn is not here: "), e.getMessage());
  }

  @Test
  void theRateFallsAtEachDrop() {
    RateSchedule schedule = new RateSchedule(0.1, List.of(80, 120));

    assertEquals(0.1, schedule.at(1));
    assertEquals(0.1, schedule.at(80));
    assertEquals(0.01, schedule.at(81), 1e-12);
    assertEquals(0.01, schedule.at(120), 1e-12);
    assertEquals(0.001, schedule.at(121), 1e-12);
    assertEquals(0.2, new RateSchedule(0.2, List.of()).at(1_000));
    assertEquals(0.02, new RateSchedule(0.2, 0).at(1), 1e-12);
  }

  @Test
  void settingsThatCannotWorkAreNamed() {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "task=5",
                    "task must be 1 (MNIST subset), 2 (MNIST), 3 (CIFAR-10) or 4 (SVHN), got 5",
                "methods=sgd", "method must be one of weight-decay, ",
                "pathprox-lambda=-2",
                    "pathprox-lambda must be >= 0 and finite, or -1 for that of the task, got -2.0",
                "weight-decay-rate=-0.1", "weight-decay-rate must be >= 0 and finite, got -0.1",
                "drops=0.5,2", "each of drops must be in [0.0, 1.0], got 2.0",
                "drops=NaN", "each of drops must be in [0.0, 1.0], got NaN",
                "drops=late", "drops must be numbers separated by commas, got late",
                "epochs=-1", "epochs must be at least 0, got -1",
                "evaluation-images=-2", "evaluation-images must be at least 0, got -2")
            .entrySet()) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> harness.settings(wrong.getKey()))
              .getMessage();
      assertTrue(message.contains(wrong.getValue()), message);
    }
    assertEquals(
        "class 0 must have at least 6 images, got 5",
        assertThrows(IllegalArgumentException.class, () -> harness.whole("whole", 1, "per-class=6"))
            .getMessage());
  }

  @Test
  void quickIsSmallerButHasBothMethods() {
    PathProxGeneralisationStudy.Config quick = study.quick(study.defaults()).small();

    assertEquals(study.defaults().methods(), quick.methods());
    assertTrue(quick.epochs() > 0 && quick.epochs() < 2_000);
    assertEquals(quick, quick.small());
    PathProxGeneralisationStudy.Config colours = harness.settings("task=3", "epochs=0").config();
    assertEquals(2, colours.small().epochs(), "an epoch of VGG19 takes seconds");
  }
}
