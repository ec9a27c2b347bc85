package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;
import org.moreau.engine.MalformedFileException;
import org.moreau.evaluation.WordSimilarity;
import org.moreau.text.BilingualDictionary;
import org.moreau.text.Cooccurrence;
import org.moreau.text.RatedPair;
import org.moreau.text.RatedPairs;
import org.moreau.text.Translation;
import org.moreau.text.VecFile;
import org.moreau.text.WordVectors;

class ParallelWordsTest {
  private final ParallelWords set = new ParallelWords();
  private final RatedWords rated = new RatedWords();
  private final Path folder;
  private final DataFolders folders;

  ParallelWordsTest(@TempDir Path folder) {
    this.folder = folder;
    this.folders = new DataFolders(List.of(folder));
  }

  private Path write(String name, String text) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private String refusal() {
    return assertThrows(
            MalformedFileException.class, () -> rated.ratings(folders, Language.ENGLISH))
        .getMessage();
  }

  @Test
  void linesMayEndInThreeWays() throws IOException {
    for (String end : List.of("\n", "\r\n", "\r")) {
      Path path = write("text", String.join(end, "a", "", "b") + end);
      assertEquals(List.of("a", "", "b"), DataSource.at(path).lines());
      Path open = write("text", String.join(end, "a", "", "b"));
      assertEquals(List.of("a", "", "b"), DataSource.at(open).lines());
    }
  }

  @Test
  void namesTheLineThatIsNoUtf8() throws IOException {
    Path path = folder.resolve("text");
    Files.write(path, "größe\ngröße\n".getBytes(StandardCharsets.ISO_8859_1));

    assertEquals(
        path + " line 1: the text must be UTF-8",
        assertThrows(MalformedFileException.class, () -> DataSource.at(path).lines()).getMessage());
  }

  @Test
  void namesFilesThatAreCutOff() throws IOException {
    Path ratings = write("words/eval/wordsim353-english.txt", "Word1\tWord2\tScore\na\tb\t3\n");
    assertEquals(ratings + ": the file must have 350 pairs, got 1; is it truncated?", refusal());
    Path text = write("words/multi30k/train.en", "one line\n");
    assertEquals(
        text + ": the file must have 29000 lines, got 1; is it truncated?",
        assertThrows(MalformedFileException.class, () -> set.sentences(folders, Language.ENGLISH))
            .getMessage());
  }

  @Test
  void fastTextVectorsAndDictionaryBecomeTwoViews() throws IOException {
    write("fasttext/wiki.en.vec", "3 2\nthe 1 2\nhouse 3 4\nof 5 6\n");
    write("fasttext/wiki.de.vec", "3 3\nhaus 7 8 9\nvon 1 1 1\ndas 2 2 2\n");
    write("fasttext/en-de.txt", "of von\nhouse haus\nhouse heim\n");
    FastText fastText = new FastText();

    WordVectors english = fastText.vectors(folders, Language.ENGLISH, 10, word -> true);
    WordVectors german = fastText.vectors(folders, Language.GERMAN, 2, word -> true);
    ViewsDataset views = TranslationViews.of(fastText.dictionary(folders), english, german);

    assertEquals(List.of("source", "target"), views.viewNames());
    assertArrayEquals(new float[] {5, 6, 3, 4}, views.view("source").values());
    assertArrayEquals(new float[] {1, 1, 1, 7, 8, 9}, views.view("target").values());
    assertEquals(
        List.of(State.GOOD, State.GOOD, State.GOOD),
        fastText.verify(folders).stream().map(FileVerification::state).toList());
    Path cut = write("fasttext/wiki.en.vec", "3 2\nthe 1 2\nhouse 3");
    assertEquals(
        cut + " line 3: the file ends within this line; is it truncated?",
        assertThrows(
                MalformedFileException.class,
                () -> fastText.vectors(folders, Language.ENGLISH, 10, word -> true))
            .getMessage());
    assertEquals(
        cut + " line 3: the file ends within this line; is it truncated?",
        fastText.verify(folders).get(0).reason());
  }

  @Test
  void similarityIsOfTheCoveredPairs() {
    WordVectors vectors =
        new WordVectors(
            List.of("a", "b", "c"),
            List.of(new float[] {1, 0}, new float[] {1, 1}, new float[] {0, 1}),
            2);
    RatedPairs rated =
        new RatedPairs(
            "ws",
            List.of(
                new RatedPair("a", "b", 8),
                new RatedPair("a", "c", 1),
                new RatedPair("a", "a", 9),
                new RatedPair("a", "other", 5)));

    WordSimilarity similarity = WordSimilarity.of(vectors, rated);
    assertEquals(1, similarity.spearman(), 1e-12);
    assertEquals(List.of(3, 4), List.of(similarity.covered(), similarity.pairs()));
    assertEquals(
        "the similarity of ws cannot be judged with 1 pairs that have vectors: both samples must"
            + " have the same size, at least 2, got 1 and 1",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    WordSimilarity.of(
                        vectors, new RatedPairs("ws", List.of(new RatedPair("a", "b", 8)))))
            .getMessage());
  }

  @Test
  void theSetIsWhatItSays() throws IOException {
    DataFolders standard = DataFolders.standard(null);
    assumeTrue(standard.folderOf(set).isPresent(), "needs words in MOREAU_DATA: not bundled");

    for (DataSet each : List.of(set, rated)) {
      each.verify(standard)
          .forEach(file -> assertEquals(State.GOOD, file.state(), file.toString()));
    }
    List<String> german = set.sentences(standard, Language.GERMAN);
    List<String> english = set.sentences(standard, Language.ENGLISH);
    assertEquals(List.of(194_000, 194_000), List.of(german.size(), english.size()));
    assertTrue(german.get(0).startsWith("Zwei junge weiße Männer"), german.get(0));
    BilingualDictionary dictionary = set.dictionary(standard);
    assertEquals(new Translation("of", "von"), dictionary.translations().get(0));
    assertTrue(dictionary.translations().size() > 8_000, "" + dictionary.translations().size());
    RatedPairs simlex = rated.ratings(standard, Language.GERMAN).get(3);
    assertEquals("alt neu", simlex.pairs().get(0).first() + " " + simlex.pairs().get(0).second());

    // Vectors of a tenth of the sentences already know what people do.
    WordVectors vectors =
        Cooccurrence.of(english.subList(29_000, 49_000), 5, 5).vectors(0.75, 20, 1);
    WordSimilarity similarity =
        WordSimilarity.of(vectors, rated.ratings(standard, Language.ENGLISH).get(0));
    assertTrue(similarity.covered() > 50, "" + similarity.covered());
    assertTrue(similarity.spearman() > 0.2, "" + similarity.spearman());
  }

  @Test
  void theSampleOfPublishedVectorsIsRead() throws IOException {
    DataFolders standard = DataFolders.standard(null);
    Path sample =
        standard
            .folderOf(set)
            .map(own -> own.resolve("vectors/en-sample.txt.gz"))
            .orElse(Path.of("none"));
    assumeTrue(Files.exists(sample), "needs words/vectors in MOREAU_DATA: not bundled");

    DataSource source = DataSource.at(sample);
    WordVectors vectors =
        VecFile.read(source.place(), source.content().open(), Integer.MAX_VALUE, word -> true);

    assertEquals(40, vectors.dimensions());
    assertEquals(10_000, vectors.size());
    float[] first = vectors.find("biennials");
    assertTrue(first != null && Arrays.equals(new float[] {-2.0399f}, Arrays.copyOf(first, 1)));
  }
}
