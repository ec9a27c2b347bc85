package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.methods;
import static org.moreau.cli.study.StudyHarness.summary;
import static org.moreau.cli.study.StudyHarness.timeless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On 36 generated windows to learn from, and 36 to test. */
class HumanActivityStudyTest {
  private static final Map<String, String> SMALL =
      Map.of(
          "filters", "4",
          "hidden", "5",
          "batch-size", "10",
          "learning-rate", "0.05",
          "epochs", "2",
          "extra-epochs", "1",
          "attack-sizes", "0.5,4",
          "pgd-steps", "3",
          "spsa-steps", "2");
  private static final String TWO = "methods=lstm,prox-lstm";

  private final Path folder;
  private final StudyHarness<HumanActivityStudy.Config> harness;

  HumanActivityStudyTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    new ActivityFiles(folder).write();
    harness = new StudyHarness<>(new HumanActivityStudy(), folder, SMALL);
  }

  @Test
  void comparesAllMethods() throws IOException {
    RunFolder run = harness.whole("whole");

    List<String> names = new ArrayList<>();
    methods(run).fieldNames().forEachRemaining(names::add);
    assertEquals(RecurrentCell.LSTM.keys(), names);
    assertEquals(10, summary(run).path("paired").size());
    String printed = harness.printed();
    assertTrue(
        printed.contains(
            "UCI HAR, validation part stratified by activity (train 30, validation 6, test 36)"),
        printed);
    assertTrue(printed.contains("92.08"), printed);
    for (String name : List.of("accuracy.png", "learning-curves.png", "features.png")) {
      assertTrue(Files.exists(run.figure(name)), name);
    }
  }

  @Test
  void comparesTheMethodsOfTheGruBySettingTheCellAlone() throws IOException {
    RunFolder run = harness.whole("gru", "cell=gru", "attacks=fgsm", "attack-sequences=6");

    List<String> names = new ArrayList<>();
    methods(run).fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("gru", "gru-extra", "adv-gru", "prox-gru"), names);
    assertTrue(Files.readString(run.path().resolve("config.yaml")).contains("prox-gru"));
    assertFalse(harness.printed().contains("paper"), harness.printed());
    assertTrue(Files.exists(run.figure("features.png")));
    assertTrue(Files.exists(run.figure("robustness.png")));
    Path own = Files.writeString(folder.resolve("own.txt"), "5 5 5 5 5 5 5 5 5\n");
    for (String method : names) {
      assertTrue(Files.exists(run.checkpoint(method + "-seed0.safetensors")), method);
      assertEquals(1, new HumanActivityStudy().predictor(run, method).predict(own).size());
    }
    assertArrayEquals(
        new HumanActivityStudy().predictor(run, "prox-gru").predict(own).get(0).probabilities(),
        new HumanActivityStudy().predictor(run, null).predict(own).get(0).probabilities());
  }

  @Test
  void attacksWhatIsTrained() throws IOException {
    String[] changes = {"attacks=noise,fgsm,pgd,spsa", "attack-sequences=6"};
    RunFolder run = harness.whole("whole", "methods=adv-lstm", changes[0], changes[1]);

    for (JsonNode method : methods(run)) {
      for (String attack : List.of("noise", "fgsm", "pgd", "spsa")) {
        double clean = mean(method, attack + "_accuracy_at_0");
        double small = mean(method, attack + "_accuracy_at_0.5");
        double large = mean(method, attack + "_accuracy_at_4");
        assertTrue(clean >= small && small >= large, method.toString());
        double area = (0.5 * (clean + small) / 2 + 3.5 * (small + large) / 2) / 4;
        assertEquals(area, mean(method, attack + "_accuracy_area"), 1e-9);
        assertEquals(0, Math.IEEEremainder(clean * 6 / 100, 1), 1e-9, "6 sequences");
      }
      assertTrue(mean(method, "pgd_accuracy_at_4") <= mean(method, "noise_accuracy_at_4"));
      assertTrue(mean(method, "feature_lipschitz") > 0);
      assertTrue(mean(method, "feature_lipschitz_max") >= mean(method, "feature_lipschitz"));
    }
    assertEquals(1 + 4, summary(run).path("paired").size());
    assertTrue(harness.printed().contains("pgd_accuracy_area"), harness.printed());
    assertFalse(harness.printed().contains("_accuracy_at_"), harness.printed());
    assertTrue(Files.exists(run.figure("robustness.png")));
  }

  private static double mean(JsonNode method, String metric) {
    return method.path(metric).path("mean").asDouble(Double.NaN);
  }

  @Test
  void withoutAttacksThereAreNoColumnsOfThem() throws IOException {
    RunFolder run = harness.whole("whole", "methods=lstm");

    List<String> metrics = new ArrayList<>();
    methods(run).path("lstm").fieldNames().forEachRemaining(metrics::add);
    assertEquals(
        List.of(
            "test_accuracy",
            "validation_accuracy",
            "validation_loss",
            "best_epoch",
            "train_seconds"),
        metrics);
    assertFalse(Files.exists(run.figure("robustness.png")));
  }

  @Test
  void aSplitBySubjectIsNamedAndTrainsAnotherModel() throws IOException {
    RunFolder windows = harness.whole("windows", "methods=lstm");
    RunFolder people = harness.whole("people", "methods=lstm", "split=subject");

    assertEquals(
        "UCI HAR, validation part of other people",
        summary(people).at("/data/uci-har/label").asText());
    assertTrue(harness.printed().contains("validation part of other people (train 32, "));
    assertNotEquals(checkpoints(windows), checkpoints(people));
  }

  private static List<String> checkpoints(RunFolder run) throws IOException {
    try (var files = Files.list(run.path().resolve("checkpoints"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  /** In training, between methods, in the attacks of the first method and of the second. */
  @Test
  void stoppedAnywhereItEndsTheSame() throws IOException {
    String[] changes = {TWO, "delta-epochs=3", "attacks=fgsm", "attack-sequences=6"};
    RunFolder whole = harness.whole("whole", changes);
    Settings<HumanActivityStudy.Config> settings = harness.settings(changes);
    for (int steps : new int[] {2, 4, 6}) {
      RunFolder run = harness.create(settings, "stopped" + steps, 1, Map.of());

      assertFalse(harness.run(settings, run, steps), steps + " steps");
      assertTrue(harness.run(settings, run, -1));

      assertEquals(timeless(whole), timeless(run), steps + " steps");
    }
  }

  @Test
  void attacksAreNotRepeatedByAResumedRun() throws IOException {
    String[] changes = {"methods=lstm", "attacks=fgsm", "attack-sequences=6"};
    RunFolder run = harness.whole("whole", changes);
    Path file = run.checkpoint("lstm-seed0.robustness.json");
    String kept = Files.readString(file);
    String marked = kept.replaceAll("(\"fgsm_accuracy_area\" : )[0-9.]+", "$112.5");
    assertNotEquals(kept, marked);

    Files.writeString(file, marked);
    assertTrue(harness.run(harness.settings(changes), run, -1));
    assertEquals(12.5, mean(methods(run).path("lstm"), "fgsm_accuracy_area"));

    Files.writeString(file, marked.replace("attackSequences=6", "attackSequences=5"));
    assertTrue(harness.run(harness.settings(changes), run, -1));
    assertEquals(kept, Files.readString(file), "of other attacks");

    Files.writeString(file, "{");
    IOException e =
        assertThrows(
            IOException.class, () -> harness.run(harness.settings(changes), run, -1), "damaged");
    assertEquals(file + " is not JSON; delete it, and the attacks are tried again", e.getMessage());
  }

  @Test
  void onlyAttacksThatWereNotFinishedAreTried() throws IOException {
    String[] changes = {"methods=lstm", "attacks=noise,fgsm", "attack-sequences=6"};
    RunFolder run = harness.whole("whole", changes);
    Path file = run.checkpoint("lstm-seed0.robustness.json");
    ObjectMapper json = new ObjectMapper();
    ObjectNode content = (ObjectNode) json.readTree(file.toFile());
    ObjectNode whole = content.withObject("/results").deepCopy();

    ObjectNode first = content.withObject("/results");
    first.retain(List.of("noise_accuracy_at_0", "noise_accuracy_area"));
    first.put("noise_accuracy_area", 12.5);
    json.writeValue(file.toFile(), content);
    assertTrue(harness.run(harness.settings(changes), run, -1));

    JsonNode completed = json.readTree(file.toFile()).path("results");
    assertEquals(12.5, completed.path("noise_accuracy_area").asDouble());
    for (String metric : List.of("fgsm_accuracy_at_2", "fgsm_accuracy_area", "feature_lipschitz")) {
      assertEquals(whole.path(metric), completed.path(metric), metric);
    }
  }

  @Test
  void learnsFromAsManySequencesAsAsked() throws IOException {
    RunFolder run = harness.whole("few", "methods=lstm", "sequences=12");

    assertEquals(12, summary(run).at("/data/uci-har/train").asInt());
    assertTrue(harness.printed().contains("by activity, 12 training sequences drawn (train 12, "));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> harness.whole("many", "sequences=31"));
    assertEquals(
        "sequences must be at most the 30 of the training part, or 0 for all, got 31",
        e.getMessage());
  }

  @Test
  void aGridJudgesOnValidationDataWithoutAttacks() throws IOException {
    Map<String, List<String>> grid = Map.of("delta", List.of("0.5", "2"));
    Settings<HumanActivityStudy.Config> settings = harness.settings(TWO);
    RunFolder run = harness.create(settings, "grid", 1, grid);
    assertTrue(harness.run(settings, run, -1));
    assertEquals(2, Files.readAllLines(run.path().resolve("grid.jsonl")).size());

    Settings<HumanActivityStudy.Config> attacked = harness.settings(TWO, "attacks=pgd");
    RunFolder other = harness.create(attacked, "attacked", 1, grid);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> harness.run(attacked, other, -1));
    assertEquals(
        "attacks must be empty with --grid, which judges on validation data alone, got pgd",
        e.getMessage());
  }

  @Test
  void anAttackThatFindsNoPlantedWeaknessIsRefusedBeforeTraining() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> harness.whole("weak", "attacks=noise", "noise-tries=1"));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("the attack noise leaves an accuracy of "), message);
    assertTrue(message.endsWith("; give it more steps or samples"), message);
    assertFalse(Files.exists(folder.resolve("weak/metrics.jsonl")));
  }

  @Test
  void tooFewWindowsAreRefusedBeforeAnythingIsWritten() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("uci_har"))) {
      for (Path file : files.filter(path -> path.toString().contains("train.txt")).toList()) {
        Files.write(file, Files.readAllLines(file).subList(0, 4));
      }
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> harness.whole("few"));
    String message = String.valueOf(e.getMessage());
    assertTrue(
        message.contains(
            " must have sequences to train on and others for validation, got 4 and 0; are its files"),
        message);
    assertFalse(Files.exists(folder.resolve("few/metrics.jsonl")));
  }

  @Test
  void predictsAPersonsOwnWindows() throws IOException {
    RunFolder run = harness.whole("whole", "methods=lstm");
    Path own =
        Files.writeString(
            folder.resolve("own.txt"), "5 5 5 5 5 5 5 5 5\n".repeat(3) + "\n0 0 0 0 0 0 0 0 0\n");

    Predictor predictor = new HumanActivityStudy().predictor(run, "lstm");

    assertEquals(2, predictor.predict(own).size());
    assertEquals("walking upstairs", predictor.classes().get(1));
  }
}
