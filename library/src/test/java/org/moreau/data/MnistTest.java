package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class MnistTest {
  private final Mnist set = new Mnist();
  private final Path folder;
  private final Path files;
  private final DataFolders folders;

  MnistTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.files = folder.resolve("mnist");
    this.folders = new DataFolders(List.of(folder));
    MnistFiles.write(files, 25, 7);
  }

  private static float[] pixels(ImageDataset images, int index) {
    try (TensorScope scope = new TensorScope()) {
      return TensorData.floats(images.batch(new int[] {index}, new Device("cpu")).images());
    }
  }

  private static float[] expected(String part, int count, int image) {
    byte[] bytes = MnistFiles.pixels(count, part);
    float[] pixels = new float[784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (bytes[image * 784 + i] & 0xFF) / 255f;
    }
    return pixels;
  }

  private Path trainImages() {
    return files.resolve("train-images-idx3-ubyte");
  }

  private Path trainLabels() {
    return files.resolve("train-labels-idx1-ubyte");
  }

  private String refusal() {
    return assertThrows(MalformedFileException.class, () -> set.development(folders)).getMessage();
  }

  @Test
  void theLastTrainingImagesAreForValidation() throws IOException {
    ImageSplit split = set.development(folders);
    ImageDataset test = set.test(folders);

    assertEquals(
        List.of(21, 4, 7), List.of(split.train().size(), split.validation().size(), test.size()));
    assertFalse(split.official());
    assertEquals(
        "1 28 28 10",
        test.channels() + " " + test.height() + " " + test.width() + " " + test.classes());
    assertArrayEquals(expected("train", 25, 3), pixels(split.train(), 3));
    assertArrayEquals(expected("train", 25, 22), pixels(split.validation(), 1));
    assertArrayEquals(expected("t10k", 7, 6), pixels(test, 6));
    assertEquals(List.of(3, 2), List.of(split.train().label(13), split.validation().label(1)));
  }

  @Test
  void sixtyThousandImagesAreOfficial() throws IOException {
    MnistFiles.write(files, 60_000, 1);

    ImageSplit split = set.development(folders);

    assertTrue(split.official());
    assertEquals(List.of(55_000, 5_000), List.of(split.train().size(), split.validation().size()));
  }

  @Test
  void readsPackedFilesAndOtherFolders() throws IOException {
    float[] plain = pixels(set.development(folders).train(), 3);
    Path packed = Files.createDirectories(folder.resolve("MNIST/raw"));
    for (Path file : List.of(trainImages(), trainLabels())) {
      try (OutputStream out =
          new GZIPOutputStream(Files.newOutputStream(packed.resolve(file.getFileName() + ".gz")))) {
        out.write(Files.readAllBytes(file));
      }
    }
    Files.move(files, folder.resolve("elsewhere"));

    assertArrayEquals(plain, pixels(set.development(folders).train(), 3));
  }

  @Test
  void theTestFilesStayClosedWhileChoicesAreMade() throws IOException {
    Files.write(files.resolve("t10k-images-idx3-ubyte"), new byte[3]);

    assertEquals(21, set.development(folders).train().size());
  }

  @Test
  void namesTheNumberAtTheStartThatIsAnother() throws IOException {
    Files.write(trainImages(), MnistFiles.idx(new byte[4], 2, 2));
    String labels = refusal();
    Path plain = trainImages();
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(plain))) {
      out.write(MnistFiles.idx(MnistFiles.pixels(25, "train"), 25, 28, 28));
    }
    String packed = refusal();

    assertEquals(
        trainImages()
            + ": the file must start with the number 2051, for bytes in 3 dimensions, got 2050;"
            + " is it another file?",
        labels);
    assertTrue(packed.startsWith(plain + ": the file must start with the number 2051"), packed);
    assertTrue(packed.endsWith("; it is packed: give it a name that ends with .gz"), packed);
  }

  @Test
  void namesAHeaderAndValuesThatAreCutOffOrTooMany() throws IOException {
    byte[] whole = Files.readAllBytes(trainImages());
    Files.write(trainImages(), Arrays.copyOf(whole, 15));
    String header = refusal();
    Files.write(trainImages(), Arrays.copyOf(whole, whole.length - 1));
    String values = refusal();
    Files.write(trainImages(), Arrays.copyOf(whole, whole.length + 1));
    String more = refusal();

    assertEquals(
        trainImages()
            + ": the header of an idx file of 3 dimensions has 16 bytes, but the file has 15;"
            + " is it truncated?",
        header);
    assertEquals(
        trainImages()
            + ": an array of 25 x 28 x 28 must be followed by as many bytes, got 19599;"
            + " is it truncated?",
        values);
    assertEquals(
        trainImages() + ": an array of 25 x 28 x 28 must be followed by as many bytes, got 19601",
        more);
  }

  @Test
  void namesSizesThatCannotBe() throws IOException {
    Files.write(trainImages(), MnistFiles.idx(new byte[4], -1, 28, 28));
    String negative = refusal();
    Files.write(trainImages(), MnistFiles.idx(new byte[4], Integer.MAX_VALUE, 65536, 65536));
    String huge = refusal();
    Files.write(trainImages(), MnistFiles.idx(new byte[25 * 27 * 28], 25, 27, 28));
    String others = refusal();

    assertEquals(trainImages() + ": size 1 of the array must be at least 1, got -1", negative);
    assertEquals(
        trainImages()
            + ": an array of 2147483647 x 65536 x 65536 must be followed by as many bytes, got 4;"
            + " is it truncated?",
        huge);
    assertEquals(trainImages() + ": the images must be of 28 x 28, got 27 x 28", others);
  }

  @Test
  void namesLabelsThatAreTooFewOrAboveNine() throws IOException {
    Files.write(trainLabels(), MnistFiles.idx(MnistFiles.labels(24), 24));
    String few = refusal();
    byte[] labels = MnistFiles.labels(25);
    labels[4] = (byte) 200;
    Files.write(trainLabels(), MnistFiles.idx(labels, 25));
    String high = refusal();

    assertEquals(
        trainLabels()
            + ": there must be a label for each of the 25 images of "
            + trainImages()
            + ", got 24",
        few);
    assertEquals(trainLabels() + " label 5: it must be from 0 to 9, got 200", high);
  }

  @Test
  void refusesTooFewImagesForAValidationPart() throws IOException {
    MnistFiles.write(files, 5, 1);

    assertEquals(
        "the training files of data set mnist must have at least 6 images in all, got 5",
        refusal());
  }

  @Test
  void fetchSaysHowToGetItByHand() {
    String message = assertThrows(IOException.class, () -> set.fetch(folder)).getMessage();

    assertFalse(set.fetchable());
    assertTrue(message.contains("https://yann.lecun.com/exdb/mnist/"), message);
    assertTrue(message.contains(folder.resolve("mnist").toString()), message);
  }

  @Test
  void theSetIsWhatItSays() throws IOException {
    DataFolders standard = DataFolders.standard(null);
    assumeTrue(standard.folderOf(set).isPresent(), "needs mnist in MOREAU_DATA: it is not bundled");

    ImageSplit split = set.development(standard);
    ImageDataset test = set.test(standard);

    set.verify(standard).forEach(file -> assertEquals(State.GOOD, file.state(), file.toString()));
    assertEquals(
        List.of(55_000, 5_000, 10_000),
        List.of(split.train().size(), split.validation().size(), test.size()));
    assertTrue(split.official());
    // The test part starts with 7 2 1 0 4, as every look at MNIST shows.
    assertEquals(
        List.of(7, 2, 1, 0, 4),
        List.of(test.label(0), test.label(1), test.label(2), test.label(3), test.label(4)));
  }
}
