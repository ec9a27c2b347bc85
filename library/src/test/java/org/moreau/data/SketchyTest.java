package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class SketchyTest {
  private static final List<String> CLASSES = List.of("ant", "bat", "cat");
  private static final int SIDE = 8;

  private final Path folder;
  private final Path own;
  private final DataFolders folders;

  SketchyTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.own = folder.resolve("sketchy");
    this.folders = new DataFolders(List.of(folder));
    for (int label = 0; label < CLASSES.size(); label++) {
      for (int i = 0; i < 25; i++) {
        // Red tells the class, green the pair, blue the sketch.
        String name = "n" + (100 + i);
        write("photo/tx_000000000000", label, name + ".png", 50 * label, 10 * i, 0);
        for (int s = 1; s <= 3; s++) {
          write("sketch/tx_000000000000", label, name + "-" + s + ".png", 50 * label, 10 * i, s);
        }
      }
    }
  }

  private Path write(String view, int label, String name, int red, int green, int blue)
      throws IOException {
    BufferedImage image = new BufferedImage(16, 12, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 16 * 12; p++) {
      image.setRGB(p % 16, p / 16, red << 16 | green << 8 | blue);
    }
    Path path = own.resolve(view).resolve(CLASSES.get(label)).resolve(name);
    Files.createDirectories(path.getParent());
    ImageIO.write(image, "png", path.toFile());
    return path;
  }

  @Test
  void classesAndImagesAreCounted() throws IOException {
    Sketchy set = new Sketchy(SIDE, 3, 100);
    DataFolders none = new DataFolders(List.of(folder.resolve("ant")));
    assertEquals(List.of(State.MISSING, State.MISSING), states(set, none));
    assertEquals(List.of(State.DIFFERENT, State.DIFFERENT), states(set, folders));

    Path whole = Files.createDirectories(folder.resolve("whole/sketchy/photo/c0"));
    for (int i = 0; i < 100; i++) {
      Files.createFile(whole.resolve(i + ".jpg"));
    }
    for (int label = 1; label < 125; label++) {
      Files.createSymbolicLink(whole.resolveSibling("c" + label), whole);
    }
    DataFolders others = new DataFolders(List.of(folder.resolve("whole")));
    assertEquals(List.of(State.GOOD, State.MISSING), states(set, others));
    Files.delete(whole.resolve("7.jpg"));
    assertEquals(
        List.of(whole + ": there must be at least 100 images, got 99", ""),
        set.verify(others).stream().map(FileVerification::reason).toList());
  }

  private static List<State> states(Sketchy set, DataFolders folders) throws IOException {
    return set.verify(folders).stream().map(FileVerification::state).toList();
  }

  private static int[] pixel(ImageDataset images, int index) {
    byte[] bytes = TensorData.bytes(images.images());
    int plane = images.height() * images.width();
    int at = index * 3 * plane + plane / 2;
    return new int[] {bytes[at] & 0xFF, bytes[at + plane] & 0xFF, bytes[at + 2 * plane] & 0xFF};
  }

  @Test
  void everyPairIsOfOnePhotographAndInOnePart() throws IOException {
    Sketchy set = new Sketchy(SIDE, 3, 100);
    PairedImagesSplit split = set.development(folders, 1);
    PairedImages test = set.test(folders, 1);

    assertEquals(
        List.of(48, 12, 15), List.of(split.train().size(), split.validation().size(), test.size()));
    assertEquals(List.of("photo", "sketch"), test.viewNames());
    boolean[][] seen = new boolean[3][25];
    List<Integer> sketches = new ArrayList<>();
    for (PairedImages part : List.of(split.train(), split.validation(), test)) {
      for (int i = 0; i < part.size(); i++) {
        int[] photo = pixel(part.first(), i);
        int[] sketch = pixel(part.second(), i);
        assertEquals(50 * part.label(i), photo[0]);
        assertEquals(photo[0], sketch[0]);
        assertEquals(photo[1], sketch[1]);
        assertEquals(0, photo[2]);
        sketches.add(sketch[2]);
        assertTrue(!seen[part.label(i)][photo[1] / 10], "pair in two parts");
        seen[part.label(i)][photo[1] / 10] = true;
      }
    }
    for (int s = 1; s <= 3; s++) {
      assertTrue(sketches.contains(s), "a sketch " + s + " is drawn");
    }
  }

  @Test
  void takesTheFirstClassesAndPairs() throws IOException {
    PairedImagesSplit split = new Sketchy(SIDE, 2, 10).development(folders, 1);

    assertEquals(2, split.train().classes());
    // 16 of 20 pairs are not for the test: 8 a class, of which 2 are for validation.
    assertEquals(List.of(12, 4), List.of(split.train().size(), split.validation().size()));
    for (int i = 0; i < split.train().size(); i++) {
      assertTrue(pixel(split.train().first(), i)[1] < 100);
    }
  }

  @Test
  void readsFoldersWithoutVariants() throws IOException {
    for (String view : List.of("photo", "sketch")) {
      for (String name : CLASSES) {
        Files.move(
            own.resolve(view).resolve("tx_000000000000").resolve(name),
            own.resolve(view).resolve(name));
      }
      Files.delete(own.resolve(view).resolve("tx_000000000000"));
    }

    assertEquals(15, new Sketchy(SIDE, 3, 100).test(folders, 1).size());
  }

  @Test
  void batchesAreChangedAndScaledPerView() throws IOException {
    PairedImages train = new Sketchy(SIDE, 3, 100).development(folders, 1).train();
    PairedImages scaled = train.scaledBy(train);
    SplittableRandom random = Seeds.random(1, "crops");
    try (TensorScope scope = new TensorScope()) {
      int[] all = new int[train.size()];
      Arrays.setAll(all, i -> i);
      ViewsBatch batch = scaled.batch(all, new Device("cpu"), ScalarType.Double);
      for (int view = 0; view < 2; view++) {
        assertArrayEquals(new long[] {48, 3, SIDE, SIDE}, batch.views().get(view).shape());
        double[] green = TensorData.doubles(batch.views().get(view).select(1, 1));
        assertEquals(0, Arrays.stream(green).average().orElseThrow(), 1e-4);
        assertEquals(1, Arrays.stream(green).map(x -> x * x).average().orElseThrow(), 1e-3);
      }
      ViewsBatch cropped =
          train.batch(
              new int[] {3, 5},
              new Device("cpu"),
              ScalarType.Float,
              images -> new RandomCropFlip(2).apply(images, random));
      assertArrayEquals(new long[] {2, 3, SIDE, SIDE}, cropped.views().get(1).shape());
    }
  }

  @Test
  void namesAnImageThatIsCutOff() throws IOException {
    Path png = own.resolve("photo/tx_000000000000/bat/n107.png");
    Path jpeg = png.resolveSibling("n107.jpg");
    assertTrue(ImageIO.write(ImageIO.read(png.toFile()), "jpeg", jpeg.toFile()));
    namesWhatIsCutOff(png);
    Files.delete(png);
    namesWhatIsCutOff(jpeg);
  }

  private void namesWhatIsCutOff(Path path) throws IOException {
    byte[] whole = Files.readAllBytes(path);
    // The last four bytes of a PNG file are a checksum of nothing.
    for (int length = 0; length < whole.length - 4; length += 1 + length / 30) {
      Files.write(path, Arrays.copyOf(whole, length));
      String message =
          assertThrows(MalformedFileException.class, () -> readAll(new Sketchy(SIDE, 3, 100)))
              .getMessage();
      assertTrue(message.startsWith(path + ": not a"), message);
    }
  }

  /** Photograph n107 of class 1 is in one of the parts. */
  private void readAll(Sketchy set) throws IOException {
    set.development(folders, 1);
    set.test(folders, 1);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    DataFolders none = new DataFolders(List.of(folder.resolve("none")));
    assertEquals(
        "data set sketchy is not here: the folders photo and sketch were looked for in the folder"
            + " sketchy or Sketchy or sketchy/256x256 of "
            + folder.resolve("none")
            + "; download it from https://sketchy.eye.gatech.edu and unpack it there",
        assertThrows(FileNotFoundException.class, () -> new Sketchy(SIDE, 3, 100).test(none, 1))
            .getMessage());
    assertEquals(
        own.resolve("photo/tx_000000000000")
            + ": there must be a folder for each of 4 classes, got 3",
        assertThrows(MalformedFileException.class, () -> new Sketchy(SIDE, 4, 100).test(folders, 1))
            .getMessage());
    assertEquals(
        "pairs of a class must be at least 4 to be divided, got 3",
        assertThrows(IllegalArgumentException.class, () -> new Sketchy(SIDE, 3, 3)).getMessage());
  }

  @Test
  void aClassOfTooFewPairsIsNamed() throws IOException {
    Path photos = own.resolve("photo/tx_000000000000");
    Path first;
    try (Stream<Path> classes = Files.list(photos)) {
      first = classes.sorted().toList().get(0);
    }
    try (Stream<Path> files = Files.list(first)) {
      for (Path file : files.sorted().skip(3).toList()) {
        Files.delete(file);
      }
    }
    assertEquals(
        first
            + ": there must be at least 4 pairs of a photograph and a sketch to be divided, got 3",
        assertThrows(
                MalformedFileException.class,
                () -> new Sketchy(SIDE, 3, 100).development(folders, 1))
            .getMessage());
  }
}
