package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JapaneseVowelsTest {
  private static final DataFolders NONE = new DataFolders(List.of());
  private static final JapaneseVowels VOWELS = new JapaneseVowels();

  private final Path folder;

  JapaneseVowelsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static int[] perSpeaker(SequenceDataset dataset) {
    int[] counts = new int[JapaneseVowels.SPEAKERS];
    dataset.sequences().forEach(s -> counts[s.label()]++);
    return counts;
  }

  private static String keys(SequenceDataset dataset) {
    return dataset.sequences().stream()
        .map(s -> s.label() + ":" + s.frames()[0][0] + ":" + s.frames()[1][5])
        .toList()
        .toString();
  }

  private Path file(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  /** A folder data with the set, whose training file holds {@code train}; none if it is empty. */
  private Path set(String train) throws IOException {
    Path path = DataSets.named("japanese-vowels").fetch(folder.resolve("data")).get(0);
    if (train.isEmpty()) {
      Files.delete(path);
      return path;
    }
    return Files.writeString(path, train);
  }

  private static int lines(Path path) throws IOException {
    return Files.readAllLines(path).size();
  }

  private String bundledTrain() throws IOException {
    List<Path> written = DataSets.named("japanese-vowels").fetch(folder.resolve("bundled"));
    return Files.readString(written.get(0));
  }

  @Test
  void hasThePublishedCounts() throws IOException {
    DevelopmentSplit splits = VOWELS.development(NONE, 1);

    assertArrayEquals(new int[] {25, 25, 25, 25, 25, 25, 25, 25, 25}, perSpeaker(splits.train()));
    assertArrayEquals(new int[] {5, 5, 5, 5, 5, 5, 5, 5, 5}, perSpeaker(splits.validation()));
    assertArrayEquals(
        new int[] {31, 35, 88, 44, 29, 24, 40, 50, 29}, perSpeaker(VOWELS.test(NONE)));
  }

  @Test
  void hasThePublishedLengthsAndValues() throws IOException {
    SequenceDataset test = VOWELS.test(NONE);
    int[] lengths = test.lengths();
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (LabelledSequence sequence : test.sequences()) {
      for (float[] frame : sequence.frames()) {
        for (float value : frame) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
    }

    assertEquals(5687, Arrays.stream(lengths).sum());
    assertEquals(7, Arrays.stream(lengths).min().orElseThrow());
    assertEquals(29, Arrays.stream(lengths).max().orElseThrow());
    assertEquals(-1.693, low, 1e-3);
    assertEquals(1.983, high, 1e-3);
    assertEquals(1.635533f, test.sequences().get(0).frames()[0][0]);
  }

  @Test
  void splitsBySeedAlone() throws IOException {
    String first = keys(VOWELS.development(NONE, 3).validation());

    assertEquals(first, keys(VOWELS.development(NONE, 3).validation()));
    assertNotEquals(first, keys(VOWELS.development(NONE, 4).validation()));
  }

  @Test
  void givesNoUtteranceTwice() throws IOException {
    DevelopmentSplit splits = VOWELS.development(NONE, 5);
    Set<String> seen = new HashSet<>();
    Stream.of(splits.train(), splits.validation(), VOWELS.test(NONE))
        .flatMap(part -> part.sequences().stream())
        .forEach(s -> seen.add(Arrays.deepToString(s.frames())));

    assertEquals(640, seen.size());
  }

  @Test
  void prefersTheFilesOfADataFolderEvenPacked() throws IOException {
    String text = bundledTrain().replaceFirst("\\S+", "9.5");
    Path path = set("").resolveSibling("ae.train.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    DataFolders folders = new DataFolders(List.of(folder.resolve("data")));
    DevelopmentSplit splits = VOWELS.development(folders, 1);

    assertTrue(
        Stream.of(splits.train(), splits.validation())
            .flatMap(part -> part.sequences().stream())
            .anyMatch(s -> s.frames()[0][0] == 9.5f));
  }

  @Test
  void acceptsBlocksSeparatedByEmptyLinesAlone() throws IOException {
    String text = bundledTrain().replaceAll("1\\.0+( 1\\.0+){11}", "");
    set(text);
    DataFolders folders = new DataFolders(List.of(folder.resolve("data")));

    assertFalse(text.contains("1.0 1.0"));
    assertEquals(
        keys(VOWELS.development(NONE, 1).train()), keys(VOWELS.development(folders, 1).train()));
  }

  @Test
  void rejectsATruncatedFile() throws IOException {
    String text = bundledTrain();
    Path path = set(text.substring(0, text.indexOf("\n", 9000)));
    DataFolders folders = new DataFolders(List.of(folder.resolve("data")));

    IOException e = assertThrows(IOException.class, () -> VOWELS.development(folders, 1));

    assertTrue(
        e.toString()
            .contains(path + " line " + lines(path) + ": the file ends inside utterance 4,"),
        e.getMessage());
  }

  @Test
  void rejectsAMissingBlock() throws IOException {
    String text = bundledTrain();
    int end = text.indexOf("\n1.00 1.00");
    Path path = set(text.substring(end));
    DataFolders folders = new DataFolders(List.of(folder.resolve("data")));

    IOException e = assertThrows(IOException.class, () -> VOWELS.development(folders, 1));

    assertEquals(
        path
            + " line "
            + lines(path)
            + ": the file must hold 270 utterances of 4274 frames in all, but ends here after"
            + " 269 of 4254; is it truncated?",
        e.getMessage());
  }

  @Test
  void namesAFileThatIsNotPacked() throws IOException {
    Path path = Files.writeString(set("").resolveSibling("ae.train.gz"), "1 2 3");
    DataFolders folders = new DataFolders(List.of(folder.resolve("data")));

    IOException e = assertThrows(IOException.class, () -> VOWELS.development(folders, 1));

    assertTrue(e.toString().contains(path + ": "), e.getMessage());
  }

  @Test
  void readsAPersonsOwnFileWithoutLabels() throws IOException {
    String frame = "0.5 1 2 3 4 5 6 7 8 9 10 11\n";
    Path path = file("own.txt", frame + frame + "\n" + frame);

    SequenceDataset own = VOWELS.read(path);

    assertArrayEquals(new int[] {2, 1}, own.lengths());
    assertEquals(LabelledSequence.NO_LABEL, own.sequences().get(0).label());
    assertEquals(9, own.classes());
  }

  @Test
  void rejectsAFileWithoutUtterances() throws IOException {
    Path path = file("own.txt", "\n\n");

    IOException e = assertThrows(IOException.class, () -> VOWELS.read(path));

    assertEquals(path + " holds no sequence: it has no line of numbers", e.getMessage());
  }

  @Test
  void namesAFileThatIsMissing() {
    Path path = folder.resolve("none.txt");

    IOException e = assertThrows(IOException.class, () -> VOWELS.read(path));

    assertEquals(path + ": no such file", e.getMessage());
  }

  @Test
  void isKnownByName() {
    assertSame(JapaneseVowels.class, DataSets.named("japanese-vowels").getClass());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DataSets.named("vowels"));
    String names =
        DataSets.all().stream()
            .map(DataSet::name)
            .collect(java.util.stream.Collectors.joining(", "));
    assertEquals("data set must be one of " + names + ", got vowels", e.getMessage());
  }
}
