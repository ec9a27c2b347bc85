package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.methods;
import static org.moreau.cli.study.StudyHarness.summary;
import static org.moreau.cli.study.StudyHarness.timeless;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.Language;
import org.moreau.engine.MalformedFileException;
import org.moreau.multiview.CorrelationProx;

/** On 150 words with a meaning of 4 numbers, seen in vectors of 8 and 7, in fastText's layout. */
class TwoViewWordsStudyTest {
  private static final int WORDS = 150;
  private static final int MEANING = 4;
  private static final List<String> METHODS =
      List.of("baseline", "lin-cca", "vanilla", "dcca", "dccae", "rrm", "prox-net");
  private static final Map<String, String> SMALL =
      Map.of(
          "data",
          "fasttext",
          "methods",
          String.join(",", METHODS),
          "epochs",
          "2",
          "batch-size",
          "16",
          "code-share",
          "0.5",
          "width",
          "8",
          "dimensions",
          "6");

  private final Path folder;
  private final StudyHarness<TwoViewWordsConfig> harness;
  private final double[][] meanings = new double[WORDS][MEANING];

  TwoViewWordsStudyTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    harness = new StudyHarness<>(new TwoViewWordsStudy(), folder, SMALL);
    SplittableRandom random = new SplittableRandom(1);
    for (double[] meaning : meanings) {
      for (int k = 0; k < MEANING; k++) {
        meaning[k] = random.nextGaussian();
      }
    }
    write("fasttext/wiki.en.vec", vectors("e", 8, random));
    write("fasttext/wiki.de.vec", vectors("d", 7, random));
    List<String> dictionary = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      dictionary.add(word("e", i) + " " + word("d", i));
    }
    dictionary.add("eaa dab");
    dictionary.add("unseen dac");
    write("fasttext/en-de.txt", dictionary);
    for (String language : List.of("english", "german")) {
      writeRatings("wordsim353-" + language, 350, language);
      writeRatings("wordsim353-" + language + "-sim", 201, language);
      writeRatings("wordsim353-" + language + "-rel", 252, language);
      writeRatings("simlex-" + language, 999, language);
    }
  }

  /** Of letters alone, as texts are cut at all else. */
  private static String word(String prefix, int i) {
    return prefix + (char) ('a' + i / 20) + (char) ('a' + i % 20);
  }

  private Path write(String name, List<String> lines) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, lines);
  }

  private List<String> vectors(String prefix, int dimensions, SplittableRandom random) {
    List<String> lines = new ArrayList<>(List.of(WORDS + " " + dimensions));
    for (int i = 0; i < WORDS; i++) {
      StringBuilder line = new StringBuilder(word(prefix, i));
      for (int f = 0; f < dimensions; f++) {
        double value =
            meanings[i][f % MEANING] + (f < MEANING ? 0 : meanings[i][(f + 1) % MEANING]);
        line.append(String.format(Locale.ROOT, " %.4f", value + 0.3 * random.nextGaussian()));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private void writeRatings(String name, int count, String language) throws IOException {
    SplittableRandom random = new SplittableRandom(count);
    List<String> lines = new ArrayList<>(List.of("word 1\tword 2\tscore"));
    for (int p = 0; p < count; p++) {
      int i = random.nextInt(WORDS + 10); // some words have no vectors
      int j = random.nextInt(WORDS);
      double score = 0;
      for (int k = 0; i < WORDS && k < MEANING; k++) {
        score += meanings[i][k] * meanings[j][k];
      }
      String prefix = language.substring(0, 1).replace('g', 'd');
      lines.add(
          String.format(Locale.ROOT, "%s\t%s\t%.3f", word(prefix, i), word(prefix, j), score));
    }
    write("words/eval/" + name + ".txt", lines);
  }

  @Test
  void comparesAllMethodsOnEightTests() throws IOException {
    RunFolder run = harness.whole("whole", 2);

    JsonNode all = methods(run);
    List<String> names = new ArrayList<>();
    all.fieldNames().forEachRemaining(names::add);
    assertEquals(METHODS, names);
    for (String method : METHODS) {
      double sum = 0;
      for (String test : List.of("ws-353", "ws-sim", "ws-rel", "simlex")) {
        for (Language language : Language.values()) {
          String metric = RatedTests.metric(test, language);
          JsonNode values = all.path(method).path(metric).path("values");
          assertEquals(2, values.size(), method + " " + metric);
          assertTrue(values.get(0).asDouble() > 5, method + " " + metric + " " + values);
          sum += all.path(method).path(metric).path("mean").asDouble();
        }
      }
      double mean = all.path(method).path(RatedTests.MEAN).path("mean").asDouble();
      assertEquals(sum / 8, mean, 1e-9);
      assertEquals(
          method.equals("prox-net"), all.path(method).has(RatedTests.MEAN + " batch"), method);
      boolean judged = all.path(method).has("validation_mrr");
      assertEquals(!method.equals("baseline"), judged, method);
    }
    assertEquals(6, summary(run).path("paired").size());
    JsonNode facts = summary(run).path("data").path("fasttext");
    assertTrue(facts.path("covered").path("simlex de").asText().endsWith("/999"), facts.toString());
    assertEquals(30, facts.path("validation").asInt(), facts.toString());
    assertTrue(Files.exists(run.figure("table-3.png")));
    assertTrue(harness.printed().contains("vectors of fastText"), harness.printed());
    assertTrue(harness.printed().contains("paper"), "fastText has the paper's numbers beside it");
    String metrics = Files.readString(run.path().resolve("metrics.jsonl"));
    assertEquals(2 * 5 * 2, metrics.lines().count(), "no method has a second stage");
  }

  @Test
  void aStoppedRunGoesOnToTheSameNumbers() throws IOException {
    Settings<TwoViewWordsConfig> settings = harness.settings("methods=lin-cca,dcca,prox-net");
    RunFolder whole = harness.create(settings, "in-one", 1, Map.of());
    assertTrue(harness.run(settings, whole, -1));
    RunFolder parts = harness.create(settings, "in-parts", 1, Map.of());
    assertFalse(harness.run(settings, parts, 1));
    assertFalse(harness.run(settings, parts, 3));
    assertTrue(harness.run(settings, parts, -1));
    assertEquals(timeless(whole), timeless(parts));
  }

  @Test
  void itStopsBeforeTheBatchesOfATest() throws IOException {
    Settings<TwoViewWordsConfig> settings = harness.settings("methods=prox-net", "epochs=2");
    RunFolder run = harness.create(settings, "tested-later", 1, Map.of());
    assertFalse(harness.run(settings, run, 2)); // asked for at the end of the training
    try (var files = Files.list(run.path().resolve("checkpoints"))) {
      assertFalse(
          files.anyMatch(file -> file.toString().endsWith(".outcome.json")), "the test was made");
    }
    assertTrue(harness.run(settings, run, -1));
    assertEquals(timeless(harness.whole("at-once", "methods=prox-net")), timeless(run));
  }

  @Test
  void saysWhereSolvesAreNotAsExactAsTheyShouldBe() throws IOException {
    for (String lambda : List.of("1", "1e-5")) {
      RunFolder run = harness.whole("lambda" + lambda, "methods=prox-net", "lambda=" + lambda);
      double error = methods(run).path("prox-net").path("solve_error").path("mean").asDouble();
      boolean isExact = error <= CorrelationProx.USUAL_TOLERANCE;
      assertEquals(lambda.equals("1"), isExact, lambda + " " + error);
      assertEquals(
          !isExact,
          harness
              .printed()
              .contains("prox-net, seed 0: the least exact proximal solve has a relative"),
          harness.printed());
    }
  }

  @Test
  void aMethodThatDivergesAloneLeavesNoFigure() throws IOException {
    Settings<TwoViewWordsConfig> settings =
        harness.settings("methods=vanilla", "learning-rate=1e30");
    RunFolder run = harness.create(settings, "diverged", 1, Map.of());
    assertThrows(ArithmeticException.class, () -> harness.run(settings, run, -1));
    assertTrue(harness.printed().contains("vanilla, seed 0, ended in epoch"), harness.printed());
    assertFalse(Files.exists(run.figure("table-3.png")));
  }

  @Test
  void theVectorsAloneNeedNoTraining() throws IOException {
    RunFolder run = harness.whole("alone", "methods=baseline", "pairs=50");
    assertEquals(1, methods(run).size());
    assertEquals(0, summary(run).path("paired").size());
  }

  @Test
  void aGridJudgesByHeldOutTranslationsAlone() throws IOException {
    for (String test : List.of("wordsim353-english", "simlex-german")) {
      Files.delete(folder.resolve("words/eval/" + test + ".txt"));
    }
    Settings<TwoViewWordsConfig> settings = harness.settings("methods=prox-net", "epochs=1");
    RunFolder run = harness.create(settings, "grid", 1, Map.of("lambda", List.of("1", "100")));
    assertTrue(harness.run(settings, run, -1));
    assertTrue(Files.readString(run.winnerFile()).contains("lambda"));
    RunFolder linear =
        harness.create(
            harness.settings("methods=lin-cca"),
            "linear",
            1,
            Map.of("code-share", List.of("0.2", "0.6")));
    assertTrue(harness.run(harness.settings("methods=lin-cca"), linear, -1));
    assertTrue(Files.readString(linear.winnerFile()).contains("code-share"));
    try (var files = Files.list(run.path().resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        assertFalse(Files.readString(file).contains("spearman"), file.toString());
      }
    }
  }

  /** 194,000 short sentences of words that go in fours, in both languages. */
  @Test
  void vectorsAreMadeOfParallelText() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (String name : List.of("train", "task2.train.1", "task2.train.2", "task2.train.3")) {
      writeSentences("multi30k/" + name, 29_000, ".en", ".de", random);
    }
    writeSentences("multi30k/task2.train.4", 29_000, ".en", ".de", random);
    writeSentences("multi30k/task2.train.5", 29_000, ".en", ".de", random);
    writeSentences("europarl10k/data.10k", 10_000, ".en", ".de", random);
    List<String> aligned = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      aligned.add("0 0 1 1");
    }
    write("words/europarl10k/data.10k.align", aligned);
    writeSentences("opennmt10k/", 10_000, "src-train.txt", "tgt-train.txt", random);
    writeDictionary("yacle.train.freq.5k.en-de.tsv", 5_000);
    writeDictionary("yacle.test.freq.2k.en-de.tsv", 2_000);

    RunFolder run =
        harness.whole("parallel", "data=parallel-text", "methods=baseline,lin-cca,prox-net");
    String printed = harness.printed();
    assertTrue(printed.contains("vectors of 6 numbers made of parallel text"), printed);
    assertFalse(printed.contains("paper"), "the paper's numbers are not of these vectors");
    assertTrue(methods(run).path("prox-net").has(RatedTests.MEAN));
    assertTrue(
        String.valueOf(
                assertThrows(
                        IllegalArgumentException.class,
                        () -> harness.whole("wide", "data=parallel-text", "dimensions=500"))
                    .getMessage())
            .startsWith("dimensions do not suit the texts"));
  }

  private void writeSentences(
      String name, int count, String english, String german, SplittableRandom random)
      throws IOException {
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int first = random.nextInt(WORDS);
      int second = (first + MEANING * (1 + random.nextInt(WORDS / MEANING))) % WORDS;
      left.add(word("e", first) + " " + word("e", second));
      right.add(word("d", first) + " " + word("d", second));
    }
    write("words/" + name + english, left);
    write("words/" + name + german, right);
  }

  private void writeDictionary(String name, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(word("e", i % WORDS) + "\t" + word("d", i % WORDS));
    }
    write("words/dict/" + name, lines);
  }

  @Test
  void filesThatAreWrongAreNamed() throws IOException {
    Path dictionary = write("fasttext/en-de.txt", List.of("house haus"));
    assertTrue(
        refusal(IllegalArgumentException.class)
            .startsWith("no pair of the 1 in the dictionary of fasttext has a vector for both"));
    write("fasttext/en-de.txt", List.of("eaa daa", "eab dab"));
    assertTrue(
        refusal(IllegalArgumentException.class)
            .startsWith("pairs must be enough to hold some out"));
    Path ratings = write("words/eval/simlex-german.txt", List.of("a\tb\tc", "a\tb\t1"));
    assertEquals(
        ratings + ": the file must have 999 pairs, got 1; is it truncated?",
        refusal(MalformedFileException.class));
    writeRatings("simlex-german", 999, "other");
    write(
        "fasttext/en-de.txt",
        IntStream.range(0, 20).mapToObj(i -> word("e", i) + " " + word("d", i)).toList());
    assertTrue(
        refusal(IllegalArgumentException.class)
            .startsWith(
                "the similarity of simlex cannot be judged with 0 pairs that have vectors"));
    Path vectors = folder.resolve("fasttext/wiki.de.vec");
    Files.writeString(vectors, "150 7\ndaa 1 2 3");
    assertEquals(
        vectors + " line 2: the file ends within this line; is it truncated?",
        refusal(MalformedFileException.class));
    Files.delete(dictionary);
    String missing =
        assertThrows(IOException.class, () -> harness.create(harness.settings(), "missing"))
            .getMessage();
    assertTrue(missing.contains("en-de.txt"), missing);
  }

  private int runs;

  private String refusal(Class<? extends Exception> type) {
    return String.valueOf(
        assertThrows(type, () -> harness.whole("refused" + runs++, "methods=prox-net"))
            .getMessage());
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (Map.Entry<String, String> wrong :
        Map.ofEntries(
                Map.entry("data=fast-text", "unknown data fast-text"),
                Map.entry("methods=prox-net-rrm", "unknown method prox-net-rrm"),
                Map.entry("methods=dcca,dcca", "methods must name at least one method, each once"),
                Map.entry("held-out=1", "held-out must be between 0 and 1"),
                Map.entry("code-share=0", "code-share must be between 0 and 1"),
                Map.entry("batch-size=1", "batch-size must be at least 2"),
                Map.entry("lambda=0", "lambda must be > 0"),
                Map.entry("momentum=1", "momentum must be in [0, 1)"),
                Map.entry("drops=0", "each of drops must be at least 1"),
                Map.entry("pairs=-1", "pairs must be at least 0"),
                Map.entry("dimensions=0", "dimensions must be at least 1"))
            .entrySet()) {
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () -> harness.settings(wrong.getKey()),
              wrong.getKey());
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains(wrong.getValue()), message);
    }
  }
}
