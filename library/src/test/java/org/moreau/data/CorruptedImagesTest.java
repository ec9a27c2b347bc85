package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class CorruptedImagesTest {
  private final Path folder;
  private final Path fog;
  private final Path cifar;
  private final DataFolders folders;

  CorruptedImagesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.folders = new DataFolders(List.of(folder));
    fog = Files.createDirectories(folder.resolve("mnist_c/fog"));
    Files.write(fog.resolve("test_images.npy"), NpyBytes.of(bytes(3 * 784), 3, 28, 28, 1));
    Files.write(fog.resolve("test_labels.npy"), NpyBytes.of(new long[] {7, 2, 1}, 3));
    cifar = Files.createDirectories(folder.resolve("CIFAR-10-C"));
    Files.write(cifar.resolve("snow.npy"), NpyBytes.of(bytes(10 * 3072), 10, 32, 32, 3));
    Files.write(
        cifar.resolve("labels.npy"), NpyBytes.of(new byte[] {3, 8, 3, 8, 3, 8, 3, 8, 3, 8}, 10));
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    Seeds.random(5, "pixels").nextBytes(bytes);
    return bytes;
  }

  private static float[] pixels(ImageDataset images, int index) {
    try (TensorScope scope = new TensorScope()) {
      return TensorData.floats(images.batch(new int[] {index}, new Device("cpu")).images());
    }
  }

  private String refusal() {
    return assertThrows(MalformedFileException.class, () -> new MnistC().test("fog", folders))
        .getMessage();
  }

  @Test
  void readsDigitsAndTheirLabels() throws IOException {
    ImageDataset images = new MnistC().test("fog", folders);

    assertEquals(
        "3 1 28 28 10",
        String.join(
            " ",
            List.of(
                "" + images.size(),
                "" + images.channels(),
                "" + images.height(),
                "" + images.width(),
                "" + images.classes())));
    assertEquals(List.of(7, 2, 1), List.of(images.label(0), images.label(1), images.label(2)));
    float[] second = pixels(images, 1);
    for (int i = 0; i < 784; i++) {
      assertEquals((bytes(3 * 784)[784 + i] & 0xFF) / 255f, second[i]);
    }
  }

  @Test
  void readsOneSeverityWithItsColoursAsPlanes() throws IOException {
    byte[] all = bytes(10 * 3072);
    for (int severity = 1; severity <= 5; severity++) {
      ImageDataset images = new Cifar10C().test("snow", severity, folders);
      float[] second = pixels(images, 1);

      assertEquals(2, images.size());
      assertEquals(List.of(3, 8), List.of(images.label(0), images.label(1)));
      for (int i = 0; i < 3072; i++) {
        int place = (2 * severity - 1) * 3072 + 3 * (i % 1024) + i / 1024;
        assertEquals((all[place] & 0xFF) / 255f, second[i]);
      }
    }
  }

  @Test
  void namesArraysOfAnotherShapeOrType() throws IOException {
    Path images = fog.resolve("test_images.npy");
    Path labels = fog.resolve("test_labels.npy");
    byte[] good = Files.readAllBytes(labels);
    String rule = images + ": the images must be an array [any, 28, 28, 1] of the type Byte, got ";

    Files.write(labels, NpyBytes.of(new long[] {7, 2}, 2));
    assertEquals(
        labels + ": there must be a label for each of the 3 images of " + images + ", got 2",
        refusal());
    Files.write(labels, NpyBytes.of(new long[] {7, 2, 10}, 3));
    assertEquals(labels + " label 3: it must be from 0 to 9, got 10", refusal());
    Files.write(labels, NpyBytes.file("<f4", new byte[12], 3));
    assertEquals(
        labels + ": the labels must be an array [any] of integers, got [3] of Float", refusal());
    Files.write(labels, good);
    Files.write(images, NpyBytes.of(new byte[3 * 784], 3, 28, 28));
    assertEquals(rule + "[3, 28, 28] of Byte", refusal());
    Files.write(images, NpyBytes.of(new long[3 * 784], 3, 28, 28, 1));
    assertEquals(rule + "[3, 28, 28, 1] of Long", refusal());
    Files.write(images, Arrays.copyOf(NpyBytes.of(new byte[784], 1, 28, 28, 1), 200));
    assertEquals(
        images
            + " is not a whole .npy file: an array of the shape [1, 28, 28, 1] has 784 bytes, but"
            + " 72 follow the header; is it truncated?",
        refusal());
  }

  @Test
  void namesImagesThatAreNotFiveSeverities() throws IOException {
    Path images = cifar.resolve("fog.npy");
    Files.write(images, NpyBytes.of(new byte[6 * 3072], 6, 32, 32, 3));
    Files.write(cifar.resolve("labels.npy"), NpyBytes.of(new byte[6], 6));

    assertEquals(
        images + ": the images must be a multiple of 5, as many of each severity, got 6",
        assertThrows(MalformedFileException.class, () -> new Cifar10C().test("fog", 1, folders))
            .getMessage());
  }

  @Test
  void refusesNamesAndSeveritiesThatItDoesNotKnow() {
    String digits =
        assertThrows(IllegalArgumentException.class, () -> new MnistC().test("snow", folders))
            .getMessage();
    String colours =
        assertThrows(
                IllegalArgumentException.class, () -> new Cifar10C().test("stripe", 1, folders))
            .getMessage();

    assertTrue(digits.startsWith("corruption must be one of shot_noise, impulse_noise,"), digits);
    assertTrue(digits.endsWith(", zigzag, canny_edges, got snow"), digits);
    assertTrue(colours.endsWith(", spatter, saturate, got stripe"), colours);
    for (int severity : new int[] {0, 6}) {
      assertEquals(
          "severity must be from 1 to 5, got " + severity,
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new Cifar10C().test("snow", severity, folders))
              .getMessage());
    }
  }

  @Test
  void aMissingCorruptionIsNamed() {
    String message =
        assertThrows(FileNotFoundException.class, () -> new MnistC().test("zigzag", folders))
            .getMessage();

    assertTrue(
        message.startsWith(
            "data set mnist-c is not whole: " + fog.getParent() + " lacks zigzag/test_images.npy"),
        message);
  }

  @Test
  void verifyReadsTheFilesAndWantsThePublishedCounts() throws IOException {
    Path zigzag = Files.createDirectories(folder.resolve("mnist_c/zigzag"));
    Files.write(
        zigzag.resolve("test_images.npy"), NpyBytes.of(new byte[7_840_000], 10_000, 28, 28, 1));
    Files.write(zigzag.resolve("test_labels.npy"), NpyBytes.of(new long[10_000], 10_000));
    Files.write(fog.resolve("test_labels.npy"), new byte[100]);

    List<FileVerification> results = new MnistC().verify(folders);

    assertEquals(30, results.size());
    for (FileVerification result : results) {
      String name = result.file().name();
      State wanted =
          name.startsWith("zigzag")
              ? State.GOOD
              : name.startsWith("fog") ? State.DIFFERENT : State.MISSING;
      assertEquals(wanted, result.state(), name);
    }
    assertEquals(
        Set.of(State.DIFFERENT, State.MISSING),
        new Cifar10C()
            .verify(folders).stream().map(FileVerification::state).collect(Collectors.toSet()));
  }

  @Test
  void fetchSaysHowToGetThemByHand() {
    for (DataSet set : List.of(new MnistC(), new Cifar10C())) {
      String message = assertThrows(IOException.class, () -> set.fetch(folder)).getMessage();

      assertFalse(set.fetchable());
      assertTrue(message.contains("https://"), message);
      assertTrue(message.contains(" and unpack it in " + folder), message);
    }
  }
}
