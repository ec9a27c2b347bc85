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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On tones in the place of spoken digits, and on noise in the layout of XRMB. */
class TwoViewSpeechStudyTest {
  private static final List<String> METHODS =
      List.of("vanilla", "dcca", "dccae", "rrm", "rrm-annealed", "prox-net", "prox-net-rrm");
  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("methods", String.join(",", METHODS)),
          Map.entry("prediction", "logit-average"),
          Map.entry("noise", "20"),
          Map.entry("train", "12"),
          Map.entry("validation", "10"),
          Map.entry("test", "11"),
          Map.entry("sequence", "40"),
          Map.entry("epochs", "2"),
          Map.entry("batch-size", "4"),
          Map.entry("code", "3"),
          Map.entry("hidden", "8"),
          Map.entry("head", "7"));

  private final StudyHarness<TwoViewSpeechConfig> harness;

  TwoViewSpeechStudyTest(@TempDir Path folder) throws IOException {
    harness = new StudyHarness<>(new TwoViewSpeechStudy(), folder, SMALL);
    SpeechFiles.writeDigits(folder);
    SpeechFiles.writeXrmb(folder);
  }

  @Test
  void comparesAllMethodsWithDifferencesAndAFigure() throws IOException {
    RunFolder run = harness.whole("whole", 2);

    JsonNode all = methods(run);
    List<String> names = new ArrayList<>();
    all.fieldNames().forEachRemaining(names::add);
    assertEquals(METHODS, names);
    for (String method : METHODS) {
      for (String metric : List.of("per", "per_acoustic_alone", "per_articulatory_alone")) {
        JsonNode values = all.path(method).path(metric).path("values");
        assertEquals(2, values.size(), method + " " + metric);
        assertTrue(values.get(0).asDouble() >= 0);
      }
      assertEquals(method.startsWith("prox-net"), all.path(method).has("per_batch"), method);
    }
    assertEquals(6, summary(run).path("paired").size());
    assertTrue(Files.exists(run.figure("per.png")));
    assertTrue(harness.printed().contains("Strings of spoken digits"), harness.printed());
    assertTrue(
        harness.printed().contains("one frame of 3 (train 12, validation 10, test 11)"),
        harness.printed());
  }

  /** Stops in the second stage of DCCAE, after all of vanilla and DCCA. */
  @Test
  void aStoppedRunGoesOnToTheSameNumbers() throws IOException {
    Settings<TwoViewSpeechConfig> settings =
        harness.settings("methods=vanilla,dcca,dccae,prox-net");
    RunFolder whole = harness.create(settings, "in-one", 1, Map.of());
    assertTrue(harness.run(settings, whole, -1));
    RunFolder parts = harness.create(settings, "in-parts", 1, Map.of());
    assertFalse(harness.run(settings, parts, 9));
    assertFalse(harness.run(settings, parts, 12));
    assertTrue(harness.run(settings, parts, -1));
    assertEquals(timeless(whole), timeless(parts));
  }

  @Test
  void table2HasARowForEachPredictionAndNoise() throws IOException {
    RunFolder run =
        harness.whole(
            "table",
            "methods=vanilla,prox-net",
            "prediction=acoustic,logit-average",
            "noise=0,80",
            "epochs=1");

    for (String prediction : List.of("acoustic", "logit-average")) {
      for (String noise : List.of("0", "80")) {
        String variant = " prediction=" + prediction + " noise=" + noise;
        assertTrue(methods(run).path("vanilla").has("per" + variant), variant);
        assertTrue(methods(run).path("prox-net").has("per_batch" + variant), variant);
        assertTrue(harness.printed().contains("per" + variant), harness.printed());
      }
      JsonNode vanilla = methods(run).path("vanilla");
      boolean same =
          vanilla
              .path("per prediction=" + prediction + " noise=0")
              .equals(vanilla.path("per_acoustic_alone prediction=" + prediction + " noise=0"));
      assertEquals(prediction.equals("acoustic"), same, prediction);
    }
    assertEquals(4, summary(run).path("paired").size());
    assertFalse(harness.printed().contains("paper"), "the paper's numbers are of other data");
  }

  @Test
  void thePapersNumbersStandBesideItsOwnDataOnly() throws IOException {
    RunFolder run =
        harness.whole(
            "paper",
            "data=xrmb",
            "methods=vanilla,prox-net",
            "prediction=acoustic",
            "noise=0,50",
            "epochs=1");
    assertTrue(methods(run).path("prox-net").has("per noise=50"));
    List<String> rows =
        harness.printed().lines().filter(line -> line.startsWith("per noise=50")).toList();
    assertEquals(1, rows.size(), harness.printed());
    assertTrue(rows.get(0).contains("27.7") && rows.get(0).contains("21.6"), rows.get(0));
  }

  @Test
  void aGridJudgesByValidationAlone() throws IOException {
    Settings<TwoViewSpeechConfig> settings = harness.settings("methods=rrm", "epochs=1");
    Map<String, List<String>> grid = Map.of("rrm-weight", List.of("0.1", "10"));
    RunFolder run = harness.create(settings, "grid", 1, grid);
    assertTrue(harness.run(settings, run, -1));
    assertTrue(Files.readString(run.winnerFile()).contains("rrm-weight"));
    try (var files = Files.list(run.path().resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        String outcome = Files.readString(file);
        assertFalse(outcome.contains("\"per"), outcome);
      }
    }
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (Map.Entry<String, String> wrong :
        Map.ofEntries(
                Map.entry("data=fsdd", "unknown data fsdd"),
                Map.entry("methods=cca", "unknown method cca"),
                Map.entry("prediction=acustic", "unknown prediction acustic"),
                Map.entry("prediction=", "prediction must have at least one value, each once"),
                Map.entry("noise=101", "each of noise must be in [0.0, 100.0], got 101"),
                Map.entry("noise=20,20", "noise must have at least one value, each once"),
                Map.entry("noise=loud", "noise must be numbers separated by commas"),
                Map.entry("mixing=louder", "must be one of blended, added"),
                Map.entry("train=-1", "train must be at least 0"),
                Map.entry("batch-size=0", "batch-size must be at least 1"),
                Map.entry("components=4", "components must be from 0 to the 3 entries"),
                Map.entry("alpha0=0", "alpha0 must be > 0"),
                Map.entry("rrm-weight=NaN", "rrm-weight must be a finite number"))
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
