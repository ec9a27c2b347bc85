package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.summary;
import static org.moreau.cli.study.StudyHarness.timeless;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The study on 96 images of noise in the layout of MNIST. */
class PathProxConvergenceStudyTest {
  private final PathProxConvergenceStudy study = new PathProxConvergenceStudy();
  private final Path folder;
  private final StudyHarness<PathProxConvergenceStudy.Config> harness;

  PathProxConvergenceStudyTest(@TempDir Path folder) {
    this.folder = folder;
    this.harness =
        new StudyHarness<>(
            study, folder, Map.of("epochs", "4", "batch-size", "20", "per-class", "4"));
  }

  @BeforeEach
  void writeImages() throws IOException {
    NoiseImages.mnist(folder, 72, 24);
  }

  @Test
  void everyMethodHasItsObjectiveAndItsShare() throws IOException {
    Settings<PathProxConvergenceStudy.Config> settings = harness.settings("network=mlp-3-800");
    RunFolder run = harness.create(settings, "whole", 2, Map.of());

    assertTrue(harness.run(settings, run, -1));

    JsonNode methods = summary(run).path("methods");
    assertEquals(4, methods.size());
    for (JsonNode method : methods) {
      double loss = method.at("/full_batch_loss/mean").asDouble();
      double norm = method.at("/path_norm/mean").asDouble();
      assertEquals(loss + 1e-3 * norm, method.at("/objective/mean").asDouble(), 1e-9);
      assertTrue(method.at("/lipschitz_median/mean").asDouble() > 0);
      assertEquals(2, method.at("/share_to_goal/values").size());
    }
    assertEquals(0, methods.at("/weight-decay/first_jump/mean").asDouble());
    assertTrue(Math.abs(methods.at("/pathprox/first_jump/mean").asDouble()) > 1e-3);
    assertEquals(0, methods.at("/pathprox-transfer/first_jump/mean").asDouble(), 1e-3);
    assertEquals(100, methods.at("/weight-decay/share_to_goal/mean").asDouble());
    String table = harness.printed();
    assertTrue(
        table.startsWith("MNIST subset, 4 training images of each class (train 40, "), table);
    assertTrue(Files.size(run.figure("figure-1.png")) > 1000);
  }

  @Test
  void stoppedAfterAnyEpochItEndsTheSame() throws IOException {
    String[] changes = {"methods=weight-decay,pathprox"};
    RunFolder whole = harness.create(harness.settings(changes), "whole");
    assertTrue(harness.run(harness.settings(changes), whole, -1));
    for (int stopAfter = 2; stopAfter <= 7; stopAfter++) {
      RunFolder run = harness.create(harness.settings(changes), "stopped-" + stopAfter);
      assertFalse(harness.run(harness.settings(changes), run, stopAfter));
      assertTrue(harness.run(harness.settings(changes), run, -1));

      assertEquals(timeless(whole), timeless(run), "stopped after " + stopAfter);
    }
  }

  @Test
  void aLambdaThatKillsEveryUnitIsCalledDiverged() throws IOException {
    Settings<PathProxConvergenceStudy.Config> settings =
        harness.settings("methods=weight-decay,pathprox", "lambda=50", "weight-decay-rate=1e-3");
    RunFolder run = harness.create(settings, "killed");

    assertTrue(harness.run(settings, run, -1));

    assertTrue(summary(run).at("/methods/pathprox/objective/mean").isNull());
    String metrics = Files.readString(run.path().resolve("metrics.jsonl"));
    assertTrue(metrics.contains("every unit of the coupling fc1 -> fc2 became zero"), metrics);
    String printed = harness.printed();
    assertTrue(
        printed.contains("pathprox, seed 0, ended in epoch 1: every unit of the coupling"),
        printed);
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    for (String change :
        List.of(
            "lambda=-1",
            "lambda=NaN",
            "epochs=0",
            "network=mlp",
            "methods=pathprox,pathprox",
            "methods=lasso2",
            "pathprox-rate=0",
            "drop-after=1.1",
            "per-class=-1")) {
      assertThrows(IllegalArgumentException.class, () -> harness.settings(change), change);
    }
    assertEquals(
        "network must be mlp-3-400-factorised, mlp-6-400, mlp-3-800 or mlp-3-800-factorised, got"
            + " mlp",
        assertThrows(IllegalArgumentException.class, () -> DigitNetwork.named("mlp")).getMessage());
  }
}
