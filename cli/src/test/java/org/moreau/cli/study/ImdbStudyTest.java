package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.methods;
import static org.moreau.cli.study.StudyHarness.summary;
import static org.moreau.cli.study.StudyHarness.timeless;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.MalformedFileException;

/** On 40 generated reviews to learn from, and 40 to test, in the layout of the set. */
class ImdbStudyTest {
  private static final int EACH = 20;
  private static final Map<String, String> SMALL =
      Map.of(
          "embedding", "4",
          "hidden", "5",
          "dense", "3",
          "batch-size", "6",
          "learning-rate", "0.02",
          "epochs", "6",
          "extra-epochs", "1");

  private final Path folder;
  private final StudyHarness<ImdbStudy.Config> harness;

  ImdbStudyTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    for (String part : List.of("train", "test")) {
      for (String label : List.of("pos", "neg")) {
        Path own = Files.createDirectories(folder.resolve("aclImdb").resolve(part).resolve(label));
        for (int id = 0; id < EACH; id++) {
          String words = label.equals("pos") ? "a great film " : "an awful bore ";
          Files.writeString(
              own.resolve(id + (label.equals("pos") ? "_9.txt" : "_2.txt")),
              "Seen it.<br />" + words.repeat(1 + id % 4) + "!");
        }
      }
    }
    harness = new StudyHarness<>(new ImdbStudy(), folder, SMALL);
  }

  @Test
  void comparesTheChainAndSaysThatItIsReduced() throws IOException {
    RunFolder run = harness.whole("whole");

    List<String> names = new ArrayList<>();
    methods(run).fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("lstm", "lstm-extra", "adv-lstm", "prox-lstm"), names);
    double accuracy = methods(run).path("lstm").path("test_accuracy").path("mean").asDouble();
    assertTrue(accuracy > 90, "words tell the classes apart, accuracy " + accuracy);
    String label =
        "IMDB, reduced: 10000 words known, last 200 words, embedding 4, hidden 5, dense 3";
    assertEquals(label, summary(run).at("/data/imdb/label").asText());
    assertTrue(harness.printed().contains(label + " (train 36, validation 4, test 40)"));
    assertFalse(harness.printed().contains("92.65"), "no number of the paper beside a reduced net");
    for (String name : List.of("accuracy.png", "learning-curves.png", "features.png")) {
      assertTrue(Files.exists(run.figure(name)), name);
    }
    assertTrue(new ImdbStudy().predictor(run, null).classes().equals(List.of("bad", "good")));
  }

  @Test
  void whereTheProximalMethodStartsIsTrainedToo() throws IOException {
    RunFolder run = harness.whole("chain", "methods=prox-lstm");

    List<String> names = new ArrayList<>();
    methods(run).fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("lstm", "adv-lstm", "prox-lstm"), names);
  }

  @Test
  void embeddedWordsAreAttacked() throws IOException {
    RunFolder run =
        harness.whole(
            "attacked", "methods=lstm,prox-lstm", "attacks=noise,pgd", "attack-sizes=0.1,20");

    for (String method : List.of("lstm", "adv-lstm", "prox-lstm")) {
      double clean = methods(run).path(method).path("test_accuracy").path("mean").asDouble();
      assertEquals(clean, at(run, method, "pgd_accuracy_at_0"), 1e-9);
      assertTrue(at(run, method, "pgd_accuracy_at_20") < 50, "words can be moved far");
      assertTrue(
          at(run, method, "noise_accuracy_at_0.1") >= at(run, method, "pgd_accuracy_at_0.1"));
      assertTrue(at(run, method, "feature_lipschitz") > 0);
    }
    assertTrue(Files.exists(run.figure("robustness.png")));
  }

  private static double at(RunFolder run, String method, String metric) throws IOException {
    return methods(run).path(method).path(metric).path("mean").asDouble(Double.NaN);
  }

  @Test
  void aGruHasTheSameMethods() throws IOException {
    RunFolder run = harness.whole("gru", "cell=gru", "epochs=1");

    List<String> names = new ArrayList<>();
    methods(run).fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("gru", "gru-extra", "adv-gru", "prox-gru"), names);
    assertTrue(new ImdbStudy().predictor(run, null).classes().equals(List.of("bad", "good")));
  }

  @Test
  void stoppedAnywhereItEndsTheSame() throws IOException {
    Settings<ImdbStudy.Config> settings = harness.settings("methods=prox-lstm", "epochs=3");
    RunFolder whole = harness.whole("whole", "methods=prox-lstm", "epochs=3");
    for (int steps : new int[] {2, 4}) {
      RunFolder run = harness.create(settings, "stopped" + steps, 1, Map.of());

      assertFalse(harness.run(settings, run, steps), steps + " steps");
      assertTrue(harness.run(settings, run, -1));

      assertEquals(timeless(whole), timeless(run), steps + " steps");
    }
  }

  @Test
  void aPersonsOwnReviewsAreLines() throws IOException {
    RunFolder run = harness.whole("whole", "methods=lstm");
    Predictor predictor = new ImdbStudy().predictor(run, "lstm");
    Path own = folder.resolve("own.txt");
    Files.writeString(own, "Seen it. A great film!\nAn awful bore, never heard of\n");

    List<Prediction> predictions = predictor.predict(own);

    assertEquals(List.of("good", "bad"), predictions.stream().map(Prediction::label).toList());
    Files.writeString(own, "A great film!\n...\n");
    assertEquals(
        own + " line 2: a review must have at least one word, got ...", refusal(predictor, own));
    Files.writeString(own, "");
    assertEquals(own + ": there must be reviews, got none", refusal(predictor, own));
  }

  private static String refusal(Predictor predictor, Path own) {
    return String.valueOf(
        assertThrows(MalformedFileException.class, () -> predictor.predict(own)).getMessage());
  }

  @Test
  void settingsThatDoNotFitAreRefused() throws IOException {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> harness.whole("many", "reviews=37"));
    assertEquals(
        "reviews must be at most the 36 of the training part, or 0 for all, got 37",
        e.getMessage());
    assertEquals("test: rate-decay must be > 0 and at most 1, got 0.0", refusal("rate-decay=0"));
    assertEquals("test: dense must be at least 1, got 0", refusal("dense=0"));
    assertTrue(refusal("methods=prox-gru").startsWith("test: method prox-gru needs cell=gru"));
    assertFalse(harness.settings("methods=prox-lstm").config().methods().contains("adv-lstm"));
    assertFalse(
        new ImdbStudy().idle(harness.settings("methods=prox-lstm").config()).containsKey("epsilon"),
        "as prox-lstm starts from adv-lstm");
    assertTrue(
        new ImdbStudy().idle(harness.settings("methods=lstm").config()).containsKey("epsilon"));
  }

  private String refusal(String change) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> harness.settings(change)).getMessage());
  }

  @Test
  void thePapersNumbersStandBesideItsSettingAlone() {
    ImdbStudy study = new ImdbStudy();
    Settings<ImdbStudy.Config> full =
        Settings.of(study.defaults())
            .with(
                "test",
                Map.of("vocabulary", "0", "last-words", "0", "embedding", "256", "hidden", "1024"));

    assertEquals(94.16, study.comparison(full.config()).published().get(RecurrentMethod.PROX_LSTM));
    assertTrue(study.comparison(study.defaults()).published().isEmpty());
    assertTrue(study.comparison(study.quick(full.config())).published().isEmpty());
  }
}
