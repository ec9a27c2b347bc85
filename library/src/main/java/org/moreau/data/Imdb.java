package org.moreau.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.moreau.engine.Check;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;
import org.moreau.text.Tokens;
import org.moreau.text.Vocabulary;

/**
 * Large Movie Review Dataset: 25,000 reviews to train on and as many to test on, half of each bad
 * (0) and half good (1). Read from folders as distributed, aclImdb/train/pos and so on, or from a
 * table for each part: id, rating, label and text by tabs, a line for each review. Reviews are read
 * one by one, and those of the training part three times: for the labels by which some are held
 * out, for the vocabulary of the others, and for the numbers of their words.
 */
public final class Imdb extends ManualDataSet {
  private static final int CLASSES = 2;
  private static final int REVIEWS = 25_000;
  private static final double SHARE = 0.1;
  private static final DataFile TRAIN = new DataFile("imdb_train.tsv", 0, null, false, "train");
  private static final DataFile TEST = new DataFile("imdb_test.tsv", 0, null, true, "test");

  private final int mostWords;
  private final int leastCount;

  /** Takes a review. */
  @FunctionalInterface
  private interface ReviewUser {
    void review(List<String> words, int label);
  }

  /**
   * A tenth of the training part, of each label as many, chosen by the seed, is for choices.
   *
   * @param vocabulary of the training part without that tenth
   */
  public record Development(TokenDataset train, TokenDataset validation, Vocabulary vocabulary) {}

  /**
   * The set, whose files are opened when its parts are asked for.
   *
   * @param mostWords of the vocabulary
   * @param leastCount how often a word of the vocabulary must occur
   */
  public Imdb(int mostWords, int leastCount) {
    super("imdb", List.of("imdb", "aclImdb", "imdb/aclImdb"), List.of(TRAIN, TEST));
    this.mostWords = Check.positive("mostWords", mostWords);
    this.leastCount = Check.positive("leastCount", leastCount);
  }

  /**
   * The parts to train on and to make choices on.
   *
   * @throws MalformedFileException naming the file and the line, or the file of the review, that is
   *     not of the layout, not UTF-8, or has no word
   */
  public Development development(DataFolders folders, long seed) throws IOException {
    DataSource source = DataSource.of(this, TRAIN, folders);
    List<Integer> all = new ArrayList<>();
    each(source, (words, label) -> all.add(label));
    int[] labels = all.stream().mapToInt(Integer::intValue).toArray();
    boolean[] held = held(labels, Seeds.random(seed, name(), "validation"));

    Vocabulary.Counter counter = new Vocabulary.Counter();
    int[] at = {0};
    each(
        source,
        (words, label) -> {
          if (!held[at[0]++]) {
            counter.add(words);
          }
        });
    Vocabulary vocabulary = counter.vocabulary(mostWords, leastCount);
    TokenDataset known = read(source, vocabulary);
    return new Development(
        known.subset(IntStream.range(0, held.length).filter(i -> !held[i]).toArray()),
        known.subset(IntStream.range(0, held.length).filter(i -> held[i]).toArray()),
        vocabulary);
  }

  private static boolean[] held(int[] labels, SplittableRandom random) {
    boolean[] held = new boolean[labels.length];
    for (int label = 0; label < CLASSES; label++) {
      int[] members = Strata.members(labels, label);
      Strata.draw(members, (int) Math.round(SHARE * members.length), random, held);
    }
    return held;
  }

  /** The part to test on, by the numbers of {@code vocabulary}. */
  public TokenDataset test(DataFolders folders, Vocabulary vocabulary) throws IOException {
    return read(DataSource.of(this, TEST, folders), vocabulary);
  }

  /**
   * A person's own reviews without labels, one on each line, by the numbers of {@code vocabulary}.
   * A name that ends with .gz is unpacked.
   *
   * @throws MalformedFileException naming the file and the line that is not UTF-8 or has no word
   * @throws IOException naming the file, if it cannot be read
   */
  public static TokenDataset read(Path path, Vocabulary vocabulary) throws IOException {
    DataSource source = DataSource.at(path);
    List<int[]> texts = new ArrayList<>();
    source.eachLine(
        (line, number) -> texts.add(vocabulary.numbers(words(path + " line " + number, line))));
    if (texts.isEmpty()) {
      throw new MalformedFileException(path + ": there must be reviews, got none");
    }
    int[] labels = new int[texts.size()];
    Arrays.fill(labels, LabelledSequence.NO_LABEL);
    return new TokenDataset(texts, labels, vocabulary.size(), CLASSES);
  }

  private static TokenDataset read(DataSource source, Vocabulary vocabulary) throws IOException {
    List<int[]> texts = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    each(
        source,
        (words, label) -> {
          texts.add(vocabulary.numbers(words));
          labels.add(label);
        });
    return new TokenDataset(
        texts, labels.stream().mapToInt(Integer::intValue).toArray(), vocabulary.size(), CLASSES);
  }

  private static void each(DataSource source, ReviewUser user) throws IOException {
    int[] counts = new int[CLASSES];
    boolean isFolder = Files.isDirectory(Path.of(source.place()));
    source.eachLine(
        (line, number) -> {
          String[] fields = line.split("\t", -1);
          String place =
              isFolder
                  ? ReviewFolder.file(Path.of(source.place()), fields).toString()
                  : source.place() + " line " + number;
          if (fields.length != 4) {
            throw new MalformedFileException(
                place
                    + ": id, rating, label and text must stand on a line, got "
                    + fields.length
                    + " fields");
          }
          if (!fields[2].equals("0") && !fields[2].equals("1")) {
            throw new MalformedFileException(
                place + ": the label must be 0 or 1, got " + shown(fields[2]));
          }
          int label = Integer.parseInt(fields[2]);
          String ratings = label == 1 ? "7|8|9|10" : "1|2|3|4";
          if (!fields[1].matches(ratings)) {
            throw new MalformedFileException(
                place
                    + ": the rating of a review with the label "
                    + label
                    + " must be one of "
                    + ratings.replace("|", ", ")
                    + ", got "
                    + shown(fields[1]));
          }
          user.review(words(place, fields[3]), label);
          counts[label]++;
        });
    if (counts[0] == 0 || counts[1] == 0) {
      throw new MalformedFileException(
          source.place()
              + ": there must be reviews of both labels, got "
              + counts[0]
              + " bad and "
              + counts[1]
              + " good ones");
    }
  }

  private static List<String> words(String place, String text) throws MalformedFileException {
    List<String> words = Tokens.ofReview(text);
    if (words.isEmpty()) {
      throw new MalformedFileException(
          place + ": a review must have at least one word, got " + shown(text));
    }
    return words;
  }

  private static String shown(String text) {
    return text.isBlank() ? "nothing" : text.substring(0, Math.min(30, text.length()));
  }

  /** Reviews are counted, as they have no published checksums. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    return DataSource.verify(
        this,
        folders,
        (file, source) -> {
          int[] counts = new int[CLASSES];
          each(source, (words, label) -> counts[label]++);
          source.requireCount("bad reviews", REVIEWS / 2, counts[0]);
          source.requireCount("good reviews", REVIEWS / 2, counts[1]);
        });
  }

  @Override
  public String title() {
    return "IMDB: 50,000 film reviews, good and bad";
  }

  @Override
  public String origin() {
    return "Andrew Maas, Raymond Daly, Peter Pham, Dan Huang, Andrew Ng, Christopher Potts;"
        + " https://ai.stanford.edu/~amaas/data/sentiment/";
  }

  @Override
  public String licence() {
    return "none stated; its authors ask to cite their paper of 2011";
  }

  @Override
  String byHand() {
    return "as it takes 220 MB; unpack aclImdb_v1.tar.gz of"
        + " https://ai.stanford.edu/~amaas/data/sentiment/ so that train and test lie";
  }
}
