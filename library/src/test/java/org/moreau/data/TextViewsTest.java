package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;
import org.moreau.engine.MalformedFileException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

class TextViewsTest {
  private final BbcSport set = new BbcSport();
  private final Path path;
  private final DataFolders folders;

  TextViewsTest(@TempDir Path folder) throws IOException {
    path = Files.createDirectories(folder.resolve("bbc_sport")).resolve("BBCSport.mat");
    folders = new DataFolders(List.of(folder));
  }

  /** Row i has 100i + column. */
  private static Matrix matrix(int rows, int columns) {
    Matrix matrix = Mat5.newMatrix(rows, columns);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        matrix.setDouble(r, c, 100 * r + c);
      }
    }
    return matrix;
  }

  private static Matrix topics(int count) {
    Matrix topics = Mat5.newMatrix(count, 1);
    for (int i = 0; i < count; i++) {
      topics.setDouble(i, i % 5 + 1);
    }
    return topics;
  }

  private void write(Matrix first, Matrix second, Matrix topics) throws IOException {
    Cell cells = Mat5.newCell(1, 2);
    cells.set(0, first);
    cells.set(1, second);
    write(cells, topics);
  }

  private void write(Array views, Matrix topics) throws IOException {
    Mat5File file = Mat5.newMatFile();
    file.addArray("X", views);
    file.addArray("Y", topics);
    Files.deleteIfExists(path);
    try (Sink sink = Sinks.newStreamingFile(path.toFile())) {
      Mat5.newWriter(sink).writeMat(file);
    }
  }

  private String refusal() {
    return assertThrows(MalformedFileException.class, () -> set.test(folders, 1)).getMessage();
  }

  @Test
  void readsMatricesRowByRowAndTopicsFromZero() throws IOException {
    write(matrix(50, 3), matrix(50, 2), topics(50));
    ViewsDataset all = set.samples(folders);

    assertEquals(List.of("view1", "view2"), all.viewNames());
    assertArrayEquals(
        new float[] {700, 701, 702}, Arrays.copyOfRange(all.view("view1").values(), 21, 24));
    assertArrayEquals(
        new float[] {700, 701}, Arrays.copyOfRange(all.view("view2").values(), 14, 16));
    assertEquals(List.of(0, 4, 5), List.of(all.label(0), all.label(4), all.classes()));
    assertEquals(10, set.test(folders, 1).size());
  }

  @Test
  void namesWhatDoesNotFit() throws IOException {
    write(matrix(50, 3), matrix(49, 2), topics(50));
    assertEquals(path + ": view2 of X must have 50 rows, as view1 has, got 49", refusal());
    write(matrix(50, 3), matrix(50, 2), topics(49));
    assertEquals(path + ": Y must have a value for each of the 50 samples, got 49", refusal());
    Matrix six = topics(50);
    six.setDouble(3, 6);
    write(matrix(50, 3), matrix(50, 2), six);
    assertEquals(path + ": value 4 of Y must be a whole number from 1 to 5, got 6.0", refusal());
    Matrix holed = matrix(50, 3);
    holed.setDouble(2, 1, Double.NaN);
    write(holed, matrix(50, 2), topics(50));
    assertEquals(path + ": view1 of X row 3 column 2 must be a finite number, got NaN", refusal());
    write(Mat5.newCell(1, 3), topics(50));
    assertEquals(path + ": X must have 2 views, got 3", refusal());
    write(matrix(2, 2), topics(50));
    assertEquals(path + ": the file must have a cell array X; is it truncated?", refusal());
  }

  @Test
  void nowhereCutOffIsReadAsWhole() throws IOException {
    write(matrix(50, 3), matrix(50, 2), topics(50));
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length += 37) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertTrue(refusal().startsWith(path + ": "), refusal());
    }
  }

  @Test
  void bbcSportIsWhatItSays() throws IOException {
    DataFolders standard = DataFolders.standard(null);
    assumeTrue(
        standard.folderOf(set).isPresent(), "needs BBCSport.mat in MOREAU_DATA: it is not bundled");

    check(set, standard, List.of(3183, 3203), List.of(39_344, 38_086), 62, 104, 193, 124, 61);
  }

  @Test
  void bbcIsWhatItSays() throws IOException {
    BbcNews news = new BbcNews();
    DataFolders standard = DataFolders.standard(null);
    assumeTrue(
        standard.folderOf(news).isPresent(),
        "needs BBC4view_685.mat in MOREAU_DATA: it is not bundled");

    ViewsDataset all = news.samples(standard);
    check(
        news,
        standard,
        List.of(4659, 4633, 4665, 4684),
        List.of(37_493, 37_960, 37_315, 37_227),
        counts(all.labels()));
    assertEquals(685, all.size());
  }

  private static int[] counts(int[] labels) {
    int[] counts = new int[5];
    Arrays.stream(labels).forEach(label -> counts[label]++);
    return counts;
  }

  private static void check(
      TextViews set, DataFolders folders, List<Integer> terms, List<Integer> nonZero, int... counts)
      throws IOException {
    ViewsDataset all = set.samples(folders);
    set.verify(folders).forEach(file -> assertEquals(State.GOOD, file.state(), file.toString()));
    assertEquals(terms, all.views().stream().map(View::features).toList());
    assertEquals(nonZero, all.views().stream().map(TextViewsTest::nonZero).toList());
    assertArrayEquals(counts, counts(all.labels()));
    assertEquals(Arrays.stream(counts).sum(), all.size());
  }

  private static int nonZero(View view) {
    int count = 0;
    for (float value : view.values()) {
      count += value == 0 ? 0 : 1;
    }
    return count;
  }
}
