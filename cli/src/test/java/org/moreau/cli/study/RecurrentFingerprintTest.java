package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.moreau.data.DataSets;
import org.moreau.engine.Threads;

class RecurrentFingerprintTest {
  private static final RecurrentMethod PROX = RecurrentMethod.PROX_LSTM;

  private final Map<String, UsedData.Source> files = new LinkedHashMap<>();
  private Threads threads = new Threads(1, 1);
  private String device = "cpu";
  private String variant = "";

  RecurrentFingerprintTest() {
    files.put("ae.train", new UsedData.Source("here", "a1"));
    files.put("ae.test", new UsedData.Source("here", "b2"));
  }

  private RecurrentFingerprint fingerprint() {
    RunSettings run =
        new RunSettings(
            "japanese-vowels",
            0,
            1,
            threads,
            device,
            false,
            Map.of(),
            new UsedData(Map.of("japanese-vowels", files)));
    return new RecurrentFingerprint(DataSets.named("japanese-vowels"), variant, run, 7);
  }

  private static RecurrentPlan plan(int epochs, double delta, boolean chained) {
    return plan(epochs, delta, chained, 0, 1);
  }

  private static RecurrentPlan plan(
      int epochs, double delta, boolean chained, double extraRate, int deltaEpochs) {
    return new RecurrentPlan(
        RecurrentCell.LSTM.keys(),
        RecurrentCell.LSTM,
        new RecurrentPlan.Network(2, 4, "Sizes[hidden=4]"),
        new RecurrentSchedule(8, 0.1, extraRate, 0, epochs, 3, 5, 1, delta, deltaEpochs, 1),
        1,
        chained);
  }

  private String text() {
    return fingerprint().of(PROX, plan(9, 0.5, false));
  }

  private String name() {
    return fingerprint().fileName(PROX, plan(9, 0.5, false));
  }

  @Test
  void whatTheRunFixesChangesTheFingerprintButNotTheName() {
    String text = text();
    String name = name();

    files.put("ae.train", new UsedData.Source("here", "a2"));
    String otherData = text();
    files.put("ae.train", new UsedData.Source("there", "a1"));
    String otherPlace = text();
    threads = new Threads(2, 1);
    String otherThreads = text();
    threads = new Threads(1, 2);
    String otherBlas = text();
    threads = new Threads(1, 1);
    device = "cuda:0";

    assertTrue(text.contains(" ae.train=a1 "), text);
    assertNotEquals(text, otherData);
    assertEquals(text, otherPlace);
    assertNotEquals(text, otherThreads);
    assertNotEquals(text, otherBlas);
    assertNotEquals(text, text());
    assertEquals(name, name(), "so that the checkpoint is found, and refused");
  }

  @Test
  void otherSequencesOfTheSetHaveANameOfTheirOwn() {
    String name = name();
    String text = text();

    variant = "split=subject";

    assertNotEquals(name, name());
    assertEquals(text.replace(" data ", " on split=subject data "), text());
  }

  @Test
  void theTestPartIsNothingThatTrainingDependsOn() {
    String text = text();

    files.put("ae.test", new UsedData.Source("here", "b3"));

    assertEquals(text, text());
  }

  @Test
  void settingsChangeTheNameTooThoseOfTheStartIncluded() {
    assertNotEquals(name(), fingerprint().fileName(PROX, plan(9, 0.7, false)));
    assertNotEquals(name(), fingerprint().fileName(PROX, plan(8, 0.5, false)));
    assertNotEquals(name(), fingerprint().fileName(PROX, plan(9, 0.5, false, 0, 3)));
    assertEquals(
        fingerprint().fileName(RecurrentMethod.LSTM_EXTRA, plan(9, 0.5, false)),
        fingerprint().fileName(RecurrentMethod.LSTM_EXTRA, plan(9, 0.7, false)));
  }

  @Test
  void theRateOfFurtherEpochsIsOfAllButThePlainMethod() {
    RecurrentPlan same = plan(9, 0.5, true);
    RecurrentPlan lower = plan(9, 0.5, true, 0.02, 1);

    assertEquals(0.1, lower.rate(RecurrentMethod.LSTM));
    for (RecurrentMethod method : lower.trained()) {
      assertEquals(0.1, same.rate(method));
      assertEquals(method == RecurrentMethod.LSTM ? 0.1 : 0.02, lower.rate(method));
    }
    String[] text = fingerprint().description(PROX, lower).split(" from ", -1);
    assertTrue(text[0].contains(" rate=0.02 ") && text[1].contains(" rate=0.02 "), text[0]);
    assertTrue(text[2].contains(" rate=0.1 "), text[2]);
  }

  @Test
  void aChainNamesAllThatItStartsFrom() {
    String settings = "Sizes[hidden=4] batch=8 rate=0.1 decay=0.0 epochs=%d patience=5 %s";
    String prox =
        "japanese-vowels prox-lstm seed=7 " + settings.formatted(3, "delta=0.5 lambda=1.0");
    String adv = " from japanese-vowels adv-lstm seed=7 " + settings.formatted(3, "epsilon=1.0");
    String plain = " from japanese-vowels lstm seed=7 " + settings.formatted(9, "");

    assertEquals(prox + plain, fingerprint().description(PROX, plan(9, 0.5, false)));
    assertEquals(prox + adv + plain, fingerprint().description(PROX, plan(9, 0.5, true)));
  }
}
