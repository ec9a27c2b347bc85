package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

class SvhnTest {
  private final Svhn set = new Svhn();
  private final Path folder;
  private final Path train;
  private final DataFolders folders;

  SvhnTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.folders = new DataFolders(List.of(folder));
    Path files = Files.createDirectories(folder.resolve("svhn"));
    train = files.resolve("train_32x32.mat");
    write(train, images(13), labels(13, 0));
    write(files.resolve("test_32x32.mat"), images(4), labels(4, 8));
  }

  /** The grey value of a pixel of an image. */
  private static int pixel(int image, int channel, int row, int column) {
    return (int) (Seeds.derive(7, image, channel, row, column) & 0xFF);
  }

  private static Matrix images(int count) {
    Matrix x = Mat5.newMatrix(new int[] {32, 32, 3, count}, MatlabType.UInt8);
    for (int i = 0; i < count; i++) {
      for (int p = 0; p < 3072; p++) {
        int[] place = {p / 32 % 32, p % 32, p / 1024, i};
        x.setInt(place, pixel(i, place[2], place[0], place[1]));
      }
    }
    return x;
  }

  /** From {@code first} on, 10 after 9, and then 1. */
  private static Matrix labels(int count, int first) {
    Matrix y = Mat5.newMatrix(count, 1, MatlabType.UInt8);
    for (int i = 0; i < count; i++) {
      y.setInt(i, (first + i) % 10 + 1);
    }
    return y;
  }

  private static void write(Path path, Matrix x, Matrix y) throws IOException {
    Mat5File file = Mat5.newMatFile();
    if (x != null) {
      file.addArray("X", x);
    }
    if (y != null) {
      file.addArray("y", y);
    }
    Files.deleteIfExists(path);
    try (Sink sink = Sinks.newStreamingFile(path.toFile())) {
      Mat5.newWriter(sink).setDeflateLevel(Deflater.BEST_SPEED).writeMat(file);
    }
  }

  private String refusal() {
    return assertThrows(MalformedFileException.class, () -> set.development(folders)).getMessage();
  }

  @Test
  void readsImagesRowByRowAndTenAsZero() throws IOException {
    ImageSplit split = set.development(folders);
    ImageDataset test = set.test(folders);

    assertEquals(
        List.of(11, 2, 4), List.of(split.train().size(), split.validation().size(), test.size()));
    assertFalse(split.official());
    assertEquals(
        List.of(9, 0, 1, 2), List.of(test.label(0), test.label(1), test.label(2), test.label(3)));
    assertEquals(List.of(2, 3), List.of(split.validation().label(0), split.validation().label(1)));
    try (TensorScope scope = new TensorScope()) {
      float[] image =
          TensorData.floats(split.validation().batch(new int[] {1}, new Device("cpu")).images());
      for (int p = 0; p < 3072; p++) {
        assertEquals(pixel(12, p / 1024, p / 32 % 32, p % 32) / 255f, image[p]);
      }
    }
  }

  @Test
  void readsLabelsOfAnyNumericType() throws IOException {
    for (MatlabType type : List.of(MatlabType.Double, MatlabType.Int16, MatlabType.Int32)) {
      Matrix y = Mat5.newMatrix(6, 1, type);
      y.setInt(1, 10);
      for (int i : new int[] {0, 2, 3, 4, 5}) {
        y.setInt(i, 7);
      }
      write(train, images(6), y);
      ImageDataset read = set.development(folders).train();

      assertEquals(List.of(7, 0, 7), List.of(read.label(0), read.label(1), read.label(2)));
    }
  }

  @Test
  void nowhereCutOffIsReadAsWhole() throws IOException {
    byte[] whole = Files.readAllBytes(train);
    for (int length = 0; length < whole.length; length += length < 300 ? 1 : 97) {
      Files.write(train, Arrays.copyOf(whole, length));
      String message = refusal();
      assertTrue(message.startsWith(train + ": "), message);
    }
    Files.write(train, Arrays.copyOf(whole, whole.length - 1));
    assertTrue(refusal().startsWith(train + ": "), refusal());
  }

  @Test
  void aDamagedByteNeverCrashes() throws IOException {
    byte[] whole = Files.readAllBytes(train);
    int refused = 0;
    for (int i = 0; i < whole.length; i += i < 400 ? 1 : 211) {
      byte[] damaged = whole.clone();
      damaged[i] ^= (byte) 0xFF;
      Files.write(train, damaged);
      try {
        set.development(folders);
      } catch (MalformedFileException e) {
        assertTrue(e.getMessage().startsWith(train + ": "), e.getMessage());
        assertFalse(e.getMessage().contains("Exception"), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > 100, "refused " + refused);
  }

  @Test
  void namesWhatIsNoMatlabFile() throws IOException {
    Files.writeString(train, "<html>not found</html>".repeat(30));

    String message = refusal();
    assertTrue(message.startsWith(train + ": not a whole MATLAB file of version 5: "), message);
    assertTrue(message.endsWith("; copy or download it again"), message);
    assertFalse(message.contains("Exception"), message);
  }

  @Test
  void namesMatricesThatAreMissingOrDoNotFit() throws IOException {
    write(train, null, labels(3, 0));
    assertEquals(train + ": the file must have a matrix X; is it truncated?", refusal());
    write(train, images(3), null);
    assertEquals(train + ": the file must have a matrix y; is it truncated?", refusal());
    write(train, Mat5.newMatrix(new int[] {32, 32, 3, 2}, MatlabType.Double), labels(2, 0));
    assertEquals(
        train + ": X must be a matrix [32, 32, 3, n] of uint8, got [32, 32, 3, 2] of double",
        refusal());
    write(train, Mat5.newMatrix(new int[] {32, 31, 3, 2}, MatlabType.UInt8), labels(2, 0));
    assertEquals(
        train + ": X must be a matrix [32, 32, 3, n] of uint8, got [32, 31, 3, 2] of uint8",
        refusal());
    write(train, images(3), labels(4, 0));
    assertEquals(train + ": y must have a value for each of the 3 samples, got 4", refusal());
    Matrix high = labels(7, 0);
    high.setInt(5, 11);
    write(train, images(7), high);
    assertEquals(train + ": value 6 of y must be a whole number from 1 to 10, got 11.0", refusal());
    Matrix zero = labels(7, 0);
    zero.setInt(0, 0);
    write(train, images(7), zero);
    assertEquals(train + ": value 1 of y must be a whole number from 1 to 10, got 0.0", refusal());
  }

  @Test
  void refusesBuffersThatNoDataSetNeeds() {
    BoundedBuffers buffers = new BoundedBuffers();

    assertEquals(10, buffers.allocate(10).capacity());
    assertEquals(
        "an array must have at most 1073741824 bytes, got 1073741825",
        assertThrows(IllegalArgumentException.class, () -> buffers.allocate((1 << 30) + 1))
            .getMessage());
  }

  @Test
  void verifyWantsThePublishedCounts() throws IOException {
    Files.delete(train);

    List<FileVerification> results = set.verify(folders);

    assertEquals(State.MISSING, results.get(0).state());
    assertTrue(
        results.get(1).reason().contains(": there must be 26032 images, got "),
        results.get(1).reason());
  }

  @Test
  void fetchSaysHowToGetItByHand() {
    String message = assertThrows(IOException.class, () -> set.fetch(folder)).getMessage();

    assertFalse(set.fetchable());
    assertTrue(message.contains("http://ufldl.stanford.edu/housenumbers/ into " + folder), message);
  }
}
