package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileNotFoundException;
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

class Cifar10Test {
  private static final Device CPU = new Device("cpu");

  private final Path folder;
  private final Path files;
  private final DataFolders folders;

  Cifar10Test(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.files = folder.resolve("cifar10");
    this.folders = new DataFolders(List.of(folder));
    CifarFiles.write(files, 6);
  }

  /** The pixels of the image at {@code index}. */
  private static float[] pixels(ImageDataset images, int index) {
    try (TensorScope scope = new TensorScope()) {
      return TensorData.floats(images.batch(new int[] {index}, CPU).images());
    }
  }

  private static float[] expected(byte[] records, int record) {
    float[] pixels = new float[3072];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (records[record * 3073 + 1 + i] & 0xFF) / 255f;
    }
    return pixels;
  }

  private String refusal() {
    return assertThrows(MalformedFileException.class, () -> Cifar10.official().development(folders))
        .getMessage();
  }

  @Test
  void theLastSixthOfTheTrainingImagesIsForValidation() throws IOException {
    ImageSplit split = Cifar10.official().development(folders);
    ImageDataset test = Cifar10.official().test(folders);

    assertEquals(
        List.of(25, 5, 6), List.of(split.train().size(), split.validation().size(), test.size()));
    assertFalse(split.official());
    assertArrayEquals(expected(CifarFiles.records(6, 1), 0), pixels(split.train(), 0));
    assertArrayEquals(expected(CifarFiles.records(6, 3), 2), pixels(split.train(), 14));
    assertArrayEquals(expected(CifarFiles.records(6, 5), 1), pixels(split.validation(), 0));
    assertArrayEquals(expected(CifarFiles.records(6, 6), 5), pixels(test, 5));
    assertEquals(
        List.of(1, 5, 6),
        List.of(split.train().label(0), split.train().label(14), split.validation().label(0)));
  }

  @Test
  void onlyFilesOfTenThousandRecordsAreOfficial() throws IOException {
    byte[] whole = new byte[10_000 * 3073];
    for (int i = 1; i <= 5; i++) {
      Files.write(files.resolve("data_batch_" + i + ".bin"), whole);
    }

    ImageSplit split = Cifar10.official().development(folders);

    assertTrue(split.official());
    assertEquals(45_000, split.train().size());
    assertEquals(5_000, split.validation().size());
  }

  @Test
  void readsPackedFilesAndTheFolderOfTheArchive() throws IOException {
    float[] plain = pixels(Cifar10.official().test(folders), 3);
    Path file = files.resolve("test_batch.bin");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(files.resolve("test_batch.bin.gz")))) {
      out.write(Files.readAllBytes(file));
    }
    Files.delete(file);
    Files.move(files, folder.resolve("cifar-10-batches-bin"));

    assertArrayEquals(plain, pixels(Cifar10.official().test(folders), 3));
  }

  @Test
  void theOfficialSetGoesBeforeTheSubset() throws IOException {
    assertEquals("cifar10", Cifar10.in(folders).name());

    Files.createDirectories(folder.resolve("cifar10_subset"));
    Files.write(folder.resolve("cifar10_subset/test_batch.bin"), CifarFiles.records(1, 0));
    assertEquals("cifar10", Cifar10.in(folders).name());

    Files.move(files, folder.resolve("elsewhere"));
    assertEquals("cifar10-subset", Cifar10.in(folders).name());
    assertEquals("cifar10", Cifar10.in(new DataFolders(List.of())).name());
  }

  @Test
  void namesTheFileAndTheRecordThatIsCutOff() throws IOException {
    Path file = files.resolve("data_batch_2.bin");
    Files.write(file, Arrays.copyOf(CifarFiles.records(3, 0), 2 * 3073 + 5));

    assertEquals(
        file
            + " record 3: a file must hold whole records of 3073 bytes, but ends after 6151 bytes;"
            + " is it truncated?",
        refusal());
  }

  @Test
  void namesTheRecordWithALabelAboveNine() throws IOException {
    Path file = files.resolve("data_batch_4.bin");
    byte[] records = CifarFiles.records(6, 0);
    records[4 * 3073] = (byte) 200;
    Files.write(file, records);

    assertEquals(file + " record 5: the label must be from 0 to 9, got 200", refusal());
  }

  @Test
  void refusesAnEmptyFileAndTooFewRecords() throws IOException {
    Path file = Files.write(files.resolve("data_batch_1.bin"), new byte[0]);
    String empty = refusal();
    for (int i = 1; i <= 5; i++) {
      Files.write(files.resolve("data_batch_" + i + ".bin"), CifarFiles.records(1, 0));
    }

    assertTrue(empty.startsWith(file + " record 1: a file must hold whole records"), empty);
    assertEquals(
        "the training files of data set cifar10 must have at least 6 images in all, got 5",
        refusal());
  }

  @Test
  void aMissingFileOrSetSaysWhereItWasLookedFor() throws IOException {
    Files.delete(files.resolve("data_batch_3.bin"));
    Path none = Files.createDirectory(folder.resolve("none"));

    String half =
        assertThrows(FileNotFoundException.class, () -> Cifar10.official().development(folders))
            .getMessage();
    String missing =
        assertThrows(
                FileNotFoundException.class,
                () -> Cifar10.official().test(new DataFolders(List.of(none))))
            .getMessage();

    assertTrue(
        half.startsWith("data set cifar10 is not whole: " + files + " lacks data_batch_3.bin"),
        half);
    assertTrue(
        missing.startsWith(
            "data set cifar10 is not here: test_batch.bin was looked for in the folder cifar10 or"
                + " cifar-10-batches-bin of "
                + none),
        missing);
    for (String message : List.of(half, missing)) {
      assertFalse(message.contains("moreau data fetch"), message); // which would refuse
      assertTrue(message.contains("https://www.cs.toronto.edu/~kriz/cifar.html"), message);
      assertTrue(message.contains("cifar10_subset"), message);
    }
  }

  @Test
  void fetchSaysHowToGetItByHand() {
    for (Cifar10 set : List.of(Cifar10.official(), Cifar10.subset())) {
      String message = assertThrows(IOException.class, () -> set.fetch(folder)).getMessage();

      assertFalse(set.fetchable());
      assertTrue(
          message.contains(
              "https://www.cs.toronto.edu/~kriz/cifar.html and unpack it in " + folder),
          message);
    }
  }

  @Test
  void verifyReadsTheLabelsOfFilesWithoutAChecksum() throws IOException {
    byte[] whole = new byte[10_000 * 3073];
    Files.write(files.resolve("data_batch_1.bin"), whole);
    whole[3073 * 77] = 10;
    Files.write(files.resolve("data_batch_2.bin"), whole);

    List<FileVerification> results = Cifar10.official().verify(folders);

    assertEquals(State.GOOD, results.get(0).state());
    assertEquals(
        files.resolve("data_batch_2.bin") + " record 78: the label must be from 0 to 9, got 10",
        results.get(1).reason());
    assertEquals(State.DIFFERENT, results.get(2).state(), "of another length");
  }

  @Test
  void theSubsetIsWhatItSays() throws IOException {
    DataFolders standard = DataFolders.standard(null);
    Cifar10 subset = Cifar10.subset();
    assumeTrue(
        standard.folderOf(subset).isPresent(),
        "needs cifar10_subset in MOREAU_DATA: the images have no licence");

    ImageSplit split = subset.development(standard);
    ImageDataset test = subset.test(standard);

    subset.verify(standard).forEach(file -> assertEquals(State.GOOD, file.state()));
    assertEquals(
        List.of(12_500, 2_500, 5_000),
        List.of(split.train().size(), split.validation().size(), test.size()));
    assertFalse(split.official());
    int[] counts = new int[10];
    for (int i = 0; i < test.size(); i++) {
      counts[test.label(i)]++;
    }
    assertEquals("[500, 500, 500, 500, 500, 500, 500, 500, 500, 500]", Arrays.toString(counts));
  }
}
