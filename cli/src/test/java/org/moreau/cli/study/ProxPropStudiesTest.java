package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.summary;
import static org.moreau.cli.study.StudyHarness.timeless;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.DataFolders;

/** The studies of ProxProp on 72 images of noise in the layout of CIFAR-10. */
class ProxPropStudiesTest {
  private static final Map<String, String> SMALL =
      Map.of("epochs", "3", "batch-size", "20", "hidden", "6,5");

  private final Path folder;
  private final StudyHarness<ProxPropMlpStudy.Config> mlp;
  private final StudyHarness<ProxPropStabilityStudy.Config> stability;
  private final StudyHarness<ProxPropConvStudy.Config> conv;

  ProxPropStudiesTest(@TempDir Path folder) {
    this.folder = folder;
    mlp = new StudyHarness<>(new ProxPropMlpStudy(), folder, SMALL);
    stability = new StudyHarness<>(new ProxPropStabilityStudy(), folder, SMALL);
    conv = new StudyHarness<>(new ProxPropConvStudy(), folder, SMALL);
  }

  @BeforeEach
  void writeImages() throws IOException {
    NoiseImages.cifar10(folder);
  }

  @Test
  void theMlpStudyComparesAllMethodsAndNamesTheSubset() throws IOException {
    RunFolder run = mlp.whole("whole");

    JsonNode methods = summary(run).path("methods");
    List<String> keys = new ArrayList<>();
    methods.fieldNames().forEachRemaining(keys::add);
    assertEquals(List.of("backprop", "cg:3", "cg:5", "cg:10", "cg-published:3", "exact"), keys);
    for (JsonNode method : methods) {
      for (String metric : List.of("test_accuracy", "full_batch_loss", "best_epoch")) {
        assertEquals(1, method.path(metric).path("values").size());
        assertTrue(method.path(metric).path("mean").isNumber());
      }
    }
    JsonNode data = summary(run).at("/data/cifar10");
    assertEquals("CIFAR-10 subset", data.path("label").asText());
    assertEquals(
        "50 10 12", data.path("train") + " " + data.path("validation") + " " + data.path("test"));
    String table = mlp.printed();
    assertTrue(table.startsWith("CIFAR-10 subset (train 50, "), table);
    assertTrue(table.contains("56.00") && table.contains("54.00"), table);
    assertTrue(Files.size(run.figure("figure-2.png")) > 1000);
    List<String> lines = Files.readAllLines(run.path().resolve("metrics.jsonl"));
    assertEquals(6 * 3, lines.size());
    for (String line : lines) {
      JsonNode cosine = new ObjectMapper().readTree(line).path("cosine");
      boolean implicit = !line.contains("backprop");
      assertEquals(implicit, cosine.asDouble(-1) > 0 && cosine.asDouble() <= 1.000001, line);
    }
  }

  /** Whole files to train on, and a test file that is not. */
  @Test
  void aSetThatIsOfficialInPartIsASubset() throws IOException {
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("cifar10/data_batch_" + i + ".bin"), new byte[10_000 * 3073]);
    }
    DataFolders folders = new DataFolders(List.of(folder));

    ImageData data = ImageData.load(folders, 100);

    Summary summary = new Summary();
    data.describe(summary);
    assertEquals("CIFAR-10 subset, 100 training images", data.label());
    assertEquals(
        "CIFAR-10 subset, 100 training images (train 100, validation 5000, test 12; not the"
            + " official set: not comparable with the paper)",
        summary.note());
  }

  @Test
  void whatDivergesIsCalledSoAndTheOthersGoOn() throws IOException {
    RunFolder run = mlp.whole("whole", "methods=backprop,cg:3", "backprop-tau=1e30");

    JsonNode diverged = summary(run).at("/methods/backprop/test_accuracy");
    assertTrue(diverged.path("mean").isNull());
    assertEquals(1, diverged.path("diverged").asInt());
    assertTrue(summary(run).at("/methods/cg:3/test_accuracy/mean").isNumber());
    String table = mlp.printed();
    assertTrue(table.matches("(?s).*\nbackprop +diverged +54.00 +diverged.*"), table);
    String metrics = Files.readString(run.path().resolve("metrics.jsonl"));
    assertTrue(
        metrics.matches("(?s).*\"diverged\":\"the loss of epoch 1, step \\d is NaN; .*"), metrics);
    assertTrue(Files.size(run.figure("figure-2.png")) > 1000);
  }

  @Test
  void thePaperIsBesideTheLossOfEveryStep() throws IOException {
    RunFolder run = stability.whole("whole", "methods=backprop,cg:3,exact", "taus=1e30,0.1");

    JsonNode methods = summary(run).path("methods");
    assertEquals(1, methods.at("/backprop/full_batch_loss tau=1.0E30/diverged").asInt());
    assertTrue(methods.at("/exact/full_batch_loss tau=0.1/mean").isNumber());
    String table = stability.printed();
    List<String> rows = table.lines().filter(row -> row.matches("(metric|full).*")).toList();
    assertEquals("metric backprop paper cg:3 paper exact", rows.get(0).replaceAll(" +", " "));
    assertTrue(rows.get(1).matches("full_batch_loss tau=1.0E30 +diverged +- .*"), table);
    assertTrue(
        rows.get(2).matches("full_batch_loss tau=0.1 +[\\d.]+ +0.5240 +[\\d.]+ +1.03 +[\\d.]+"),
        table);
    assertTrue(Files.size(run.figure("table-1.png")) > 1000);
  }

  @Test
  void theConvolutionalStudyComparesWithAdam() throws IOException {
    RunFolder run = conv.whole("whole", "methods=backprop,cg:3,exact", "epochs=1", "pools=3");

    for (JsonNode method : summary(run).path("methods")) {
      assertTrue(method.at("/validation_accuracy/mean").isNumber());
    }
    String table = conv.printed();
    assertTrue(table.contains("70.70") && table.contains("69.60"), table);
    assertTrue(Files.size(run.figure("figure-3.png")) > 1000);
  }

  @Test
  void stoppedAfterAnyEpochItEndsTheSame() throws IOException {
    String[] changes = {"methods=backprop,cg:3,exact", "backprop-tau=1e30"};
    String expected = timeless(mlp.whole("whole", changes));
    Settings<ProxPropMlpStudy.Config> settings = mlp.settings(changes);

    for (int stopAfter = 2; stopAfter <= 6; stopAfter++) {
      RunFolder run = mlp.create(settings, "stopped-" + stopAfter);
      assertFalse(mlp.run(settings, run, stopAfter));
      assertTrue(mlp.run(settings, run, -1));

      assertEquals(expected, timeless(run), "stopped after " + stopAfter);
      try (Stream<Path> files = Files.list(run.path().resolve("checkpoints"))) {
        assertTrue(
            files.allMatch(file -> file.toString().endsWith(".outcome.json")),
            "finished methods keep no parameters");
      }
    }
  }

  @Test
  void anOutcomeOfOtherSettingsIsRefused() throws IOException {
    RunFolder run = mlp.whole("whole", "methods=exact", "epochs=1");
    Path outcome;
    try (Stream<Path> files = Files.list(run.path().resolve("checkpoints"))) {
      outcome = files.findFirst().orElseThrow();
    }
    Files.writeString(outcome, Files.readString(outcome).replace("threads=1", "threads=2"));

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> mlp.run(mlp.settings("methods=exact", "epochs=1"), run, -1));

    assertTrue(
        e.getMessage().startsWith(outcome + " is the outcome of another training: "),
        e.getMessage());
  }

  @Test
  void aGridLeavesTheTestPartClosed() throws IOException {
    Files.delete(folder.resolve("cifar10/test_batch.bin"));
    Settings<ProxPropStabilityStudy.Config> settings =
        stability.settings("methods=cg:3", "taus=0.1,0.5", "epochs=1");
    RunFolder run = stability.create(settings, "grid", 1, Map.of("tau-theta", List.of("0.1", "1")));

    assertTrue(stability.run(settings, run, -1));

    assertTrue(Files.exists(run.path().resolve("winner.yaml")));
    String table = stability.printed();
    assertTrue(table.startsWith("CIFAR-10 subset (train 50, validation 10; not"), table);
  }

  @Test
  void aMethodIsReadByItsKey() {
    assertEquals("cg-published:3", ImplicitMethod.named("cg-published:3").key());
    for (String wrong : List.of("backprob", "cg:0", "gradient", "")) {
      assertEquals(
          "method must be backprop, exact, cg:N or cg-published:N with N >= 1, got " + wrong,
          assertThrows(IllegalArgumentException.class, () -> ImplicitMethod.named(wrong))
              .getMessage());
    }
    assertEquals(
        "methods must name at least one method, each once, got exact,exact",
        assertThrows(
                IllegalArgumentException.class, () -> ImplicitMethod.all(List.of("exact", "exact")))
            .getMessage());
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    for (String change :
        List.of(
            "hidden=4,x",
            "hidden=0",
            "tau=0",
            "tau-theta=-1",
            "tau-theta=1e-320",
            "momentum=1",
            "momentum=-0.1",
            "momentum=NaN",
            "epochs=0",
            "train-images=-1")) {
      assertThrows(IllegalArgumentException.class, () -> mlp.settings(change), change);
    }
    for (String taus : List.of("taus=0", "taus=1,1", "taus=a", "taus=")) {
      assertThrows(IllegalArgumentException.class, () -> stability.settings(taus), taus);
    }
    assertThrows(IllegalArgumentException.class, () -> conv.settings("pools=4"));
    assertEquals(
        "train-images must be at most 50, the training images of cifar10, got 51",
        assertThrows(IllegalArgumentException.class, () -> mlp.whole("whole", "train-images=51"))
            .getMessage());
  }

  @Test
  void quickIsSmallerButHasEveryMethod() {
    ProxPropMlpStudy study = new ProxPropMlpStudy();
    ProxPropMlpStudy.Config quick = study.quick(study.defaults());

    assertEquals(study.defaults().methods(), quick.methods());
    assertNotEquals(study.defaults().hidden(), quick.hidden());
    assertEquals(5_000, quick.trainImages());
    assertEquals(quick, study.quick(quick));
  }
}
