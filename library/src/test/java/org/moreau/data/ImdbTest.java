package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.MalformedFileException;
import org.moreau.text.Vocabulary;

/** On generated reviews, in both layouts. */
class ImdbTest {
  private static final int EACH = 20;
  private final Path data;
  private final DataFolders folders;

  ImdbTest(@TempDir Path data) {
    this.data = data;
    folders = new DataFolders(List.of(data));
  }

  private static String text(int label, int id) {
    return (label == 1 ? "Great fun!" : "Awful.") + "<br /><br />It's film no " + id;
  }

  /** pos before neg, then by id. */
  private static List<String> table() {
    List<String> lines = new ArrayList<>();
    for (int label = 1; label >= 0; label--) {
      for (int id = 0; id < EACH; id++) {
        lines.add(id + "\t" + (label == 1 ? 9 : 2) + "\t" + label + "\t" + text(label, id));
      }
    }
    return lines;
  }

  private Path writeTable(String part, List<String> lines) throws IOException {
    Path file = Files.createDirectories(data.resolve("imdb")).resolve("imdb_" + part + ".tsv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(String.join("\n", lines).concat("\n").getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private Path writeFolders(String part) throws IOException {
    Path folder = data.resolve("aclImdb").resolve(part);
    for (int label = 0; label < 2; label++) {
      Path own = Files.createDirectories(folder.resolve(label == 1 ? "pos" : "neg"));
      for (int id = 0; id < EACH; id++) {
        Files.writeString(own.resolve(id + "_" + (label == 1 ? 9 : 2) + ".txt"), text(label, id));
      }
    }
    return folder;
  }

  private static Imdb imdb() {
    return new Imdb(1_000, 1);
  }

  @Test
  void wordsGetNumbersByHowOftenTheyOccurInWhatIsLearntFrom() throws IOException {
    writeTable("train", table());
    writeTable("test", table());
    Imdb.Development split = imdb().development(folders, 1);
    assertEquals(36, split.train().size());
    assertEquals(4, split.validation().size());
    assertEquals(2, Arrays.stream(split.validation().labels()).sum());
    Vocabulary vocabulary = split.vocabulary();
    // film, it's and no occur in all 36, then by their letters.
    assertEquals(
        List.of(2, 3, 4), List.of("film", "it's", "no").stream().map(vocabulary::number).toList());
    assertEquals(Vocabulary.UNKNOWN, vocabulary.number("br"));
    TokenDataset test = imdb().test(folders, vocabulary);
    int[] good = Arrays.copyOf(test.texts().get(0), 6);
    assertArrayEquals(vocabulary.numbers(List.of("great", "fun", "!", "it's", "film", "no")), good);
    long unknown = test.texts().stream().filter(t -> t[t.length - 1] == Vocabulary.UNKNOWN).count();
    assertTrue(unknown <= 4, "a word of the validation part alone is not known, got " + unknown);
    assertArrayEquals(Arrays.copyOfRange(test.texts().get(0), 5, 7), test.last(2).texts().get(0));
  }

  @Test
  void bothLayoutsAreTheSameSet() throws IOException {
    Path table = writeTable("train", table());
    Imdb.Development one = imdb().development(folders, 2);
    String sha = imdb().find(imdb().files().get(0), folders).sha256();
    Files.delete(table);
    Path folder = writeFolders("train");
    Imdb.Development other = imdb().development(folders, 2);
    assertEquals(sha, imdb().find(imdb().files().get(0), folders).sha256());
    assertEquals(folder.toString(), imdb().find(imdb().files().get(0), folders).place());
    assertArrayEquals(one.train().labels(), other.train().labels());
    assertArrayEquals(
        one.train().texts().toArray(int[][]::new), other.train().texts().toArray(int[][]::new));
  }

  @Test
  void verifyCountsReviews() throws IOException {
    Path train = writeTable("train", table());
    Path test = writeTable("test", List.of("0\tx"));

    List<FileVerification> results = imdb().verify(folders);

    assertEquals(train + ": there must be 12500 bad reviews, got 20", results.get(0).reason());
    assertTrue(results.get(1).reason().startsWith(test + " line 1: "), results.get(1).reason());
  }

  @Test
  void aTableThatIsNotOfTheLayoutIsNamedWithItsLine() throws IOException {
    List<String> lines = table();
    Path file = writeTable("train", replaced(lines, "3\t9\t1"));
    assertEquals(
        file + " line 4: id, rating, label and text must stand on a line, got 3 fields", wrong());
    writeTable("train", replaced(lines, "3\t9\t2\tFine"));
    assertEquals(file + " line 4: the label must be 0 or 1, got 2", wrong());
    writeTable("train", replaced(lines, "3\t9\t1\t<br /> ..."));
    assertEquals(file + " line 4: a review must have at least one word, got <br /> ...", wrong());
    writeTable("train", replaced(lines, "3\t2\t1\tFine"));
    assertEquals(
        file + " line 4: the rating of a review with the label 1 must be one of 7, 8, 9, 10, got 2",
        wrong());
    writeTable("train", lines.stream().filter(line -> line.contains("\t1\t")).toList());
    assertEquals(
        file + ": there must be reviews of both labels, got 0 bad and 20 good ones", wrong());
    byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
    bytes[bytes.length - 1] = (byte) 0xe9;
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
    assertEquals(file + " line 40: the text must be UTF-8", wrong());
  }

  private static List<String> replaced(List<String> lines, String fourth) {
    List<String> changed = new ArrayList<>(lines);
    changed.set(3, fourth);
    return changed;
  }

  @Test
  void aReviewThatIsNotOfTheLayoutIsNamed() throws IOException {
    Path folder = writeFolders("train");
    Path review = folder.resolve("neg/7_2.txt");
    Files.writeString(review, " \n");
    assertEquals(review + ": a review must have a text, got none", wrong());
    Files.write(review, new byte[] {'n', 'o', (byte) 0xe9});
    assertEquals(review + ": the text must be UTF-8", wrong());
    Files.writeString(review, "...");
    assertEquals(review + ": a review must have at least one word, got ...", wrong());
    Files.writeString(review, "No\tgood\r\nat all");
    imdb().development(folders, 1);
    Path other = Files.writeString(folder.resolve("neg/README"), "hello");
    assertEquals(
        other + ": the name of a review must be its number, _, its rating and .txt", wrong());
    Files.delete(other);
    Path nested = Files.createDirectory(folder.resolve("neg/9999_1.txt"));
    assertEquals(nested + ": a review must be a file", wrong());
  }

  /** A folder that a person names in place of a file is none of reviews. */
  @Test
  void aFolderIsOnlyReadWhereItStandsForAFile() throws IOException {
    Path folder = writeFolders("train");
    String message =
        assertThrows(IOException.class, () -> new JapaneseVowels().read(folder)).getMessage();
    assertTrue(String.valueOf(message).contains("directory"), message);
  }

  private String wrong() {
    return String.valueOf(
        assertThrows(MalformedFileException.class, () -> imdb().development(folders, 1))
            .getMessage());
  }
}
