package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.methods;
import static org.moreau.cli.study.StudyHarness.timeless;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.pathprox.SmallerNetwork;

/** The study on 40 images of noise in the layout of MNIST. */
class PathProxSparsityStudyTest {
  private static final PathProxSparsityStudy STUDY = new PathProxSparsityStudy();

  private final Path folder;
  private final StudyHarness<PathProxSparsityConfig> harness;

  PathProxSparsityStudyTest(@TempDir Path folder) {
    this.folder = folder;
    this.harness =
        new StudyHarness<>(
            STUDY,
            folder,
            Map.of(
                "network", "mlp-6-400",
                "pathprox-network", "mlp-3-400-factorised",
                "batch-size", "20",
                "epochs", "2",
                "rates", "0.1",
                "lambdas", "0.5",
                "fine-tuning-epochs", "2"));
  }

  @BeforeEach
  void writeImages() throws IOException {
    NoiseImages.mnist(folder, 40, 40);
  }

  private static double mean(JsonNode row, String metric) {
    JsonNode mean = row.path(metric).path("mean");
    assertTrue(mean.isNumber(), metric + " in " + row);
    return mean.asDouble();
  }

  @Test
  void everyMethodIsTrainedPrunedAndTrainedOn() throws IOException {
    RunFolder run = harness.whole("run", "lambdas=0.1,0.5");

    JsonNode rows = methods(run);
    assertEquals(4 + 4 * 2, rows.size());
    for (String method : List.of("weight-decay", "lasso", "group-lasso", "pathprox")) {
      assertTrue(mean(rows.path(method), "most_removed") >= 0);
      for (String lambda : List.of("0.1", "0.5")) {
        JsonNode row = rows.path(method + " lambda=" + lambda + " rate=0.1");
        for (String accuracy : List.of("test_accuracy", "validation_accuracy")) {
          mean(row, accuracy);
          mean(row, accuracy + "_before");
        }
        mean(row, "test_accuracy_pruned");
        mean(row, "train_seconds");
        double removed = mean(row, "removed_zero") + mean(row, "removed_small");
        assertTrue(removed >= 0 && removed <= 100);
        for (String size :
            List.of("parameters", "bytes", "flops", "latency_ms_1", "latency_ms_256")) {
          assertTrue(mean(row, size) > 0);
          assertTrue(mean(row, size + "_before") > 0);
        }
        assertTrue(mean(row, "parameters") <= mean(row, "parameters_before"));
      }
    }
    JsonNode lasso = rows.path("lasso lambda=0.5 rate=0.1");
    assertTrue(mean(lasso, "removed_zero") > 90, lasso.toString());
    assertTrue(mean(lasso, "flops") < 0.1 * mean(lasso, "flops_before"));
    String table = harness.printed();
    assertTrue(table.contains("of 2000 units are zero, "), table);
    assertTrue(Files.size(run.figure("figure-5.png")) > 1000);
    assertEquals(8 * 4, Files.readAllLines(run.path().resolve("metrics.jsonl")).size());
  }

  @Test
  void theSmallerNetworkIsKeptAndCanBeRead() throws IOException {
    RunFolder run = harness.whole("run", "methods=pathprox", "lambdas=0.5");

    JsonNode row = methods(run).path("pathprox lambda=0.5 rate=0.1");
    assertTrue(mean(row, "removed_zero") > 0, row.toString());
    Path file = run.path().resolve("networks/pathprox-lambda0.5-rate0.1-seed0.safetensors");
    Mlp model = DigitNetwork.MLP_3_400_FACTORISED.make();
    try (TensorScope scope = new TensorScope()) {
      SafeTensors kept = SafeTensors.read(file);
      assertEquals("0.5", kept.metadata().get("lambda"));
      assertEquals("mlp-3-400-factorised", kept.metadata().get("network"));
      SmallerNetwork.load(model, kept.tensors());
      double values = kept.tensors().values().stream().mapToDouble(Tensor::numel).sum();
      assertEquals(mean(row, "parameters"), values);
    }
  }

  @Test
  void stoppedInAnyPhaseItEndsTheSame() throws IOException {
    String[] changes = {"methods=group-lasso,pathprox"};
    Settings<PathProxSparsityConfig> settings = harness.settings(changes);
    String expected = timeless(harness.whole("whole", changes));
    assertFalse(expected.contains("diverged"), expected);

    // While the first is trained, while it is trained on, and when the second is to be pruned.
    for (int stopAfter : new int[] {1, 3, 6}) {
      RunFolder run = harness.create(settings, "stopped-" + stopAfter);
      assertFalse(harness.run(settings, run, stopAfter));
      assertTrue(harness.run(settings, run, -1));

      assertEquals(expected, timeless(run), "stopped after " + stopAfter);
    }
  }

  @Test
  void whatDivergesIsCalledSoAndTheOthersGoOn() throws IOException {
    RunFolder run =
        harness.whole("run", "methods=weight-decay,lasso", "lambdas=1e-3", "rates=1e30,0.1");

    JsonNode rows = methods(run);
    for (String method : List.of("weight-decay", "lasso")) {
      JsonNode diverged = rows.path(method + " lambda=0.001 rate=1.0E30").path("test_accuracy");
      assertEquals(1, diverged.path("diverged").asInt(), rows.toString());
      mean(rows.path(method + " lambda=0.001 rate=0.1"), "test_accuracy");
    }
  }

  @Test
  void aGridLeavesTheTestPartClosed() throws IOException {
    Files.delete(folder.resolve("mnist/t10k-images-idx3-ubyte"));
    Settings<PathProxSparsityConfig> settings =
        harness.settings("methods=lasso", "epochs=1", "fine-tuning-epochs=1");
    RunFolder run = harness.create(settings, "grid", 1, Map.of("share", List.of("0", "0.1")));

    assertTrue(harness.run(settings, run, -1));

    assertTrue(Files.exists(run.path().resolve("winner.yaml")));
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    for (String change :
        List.of(
            "methods=path-norm-sgd",
            "methods=lasso,lasso",
            "network=mlp-3",
            "pathprox-network=",
            "per-class=-1",
            "batch-size=0",
            "epochs=0",
            "drop-after=1.5",
            "lambdas=0",
            "lambdas=NaN",
            "lambdas=1e-3,0.001",
            "lambdas=",
            "rates=-1",
            "rates=x",
            "share=1",
            "share=NaN",
            "fine-tuning-epochs=0",
            "fine-tuning-rate=0",
            "allowed-loss=-0.1")) {
      String key = change.substring(0, change.indexOf('='));
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> harness.settings(change), change);
      String word = key.equals("pathprox-network") ? "network" : key.replaceAll("s$", "");
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
  }

  @Test
  void quickIsSmallerButHasEveryMethod() {
    PathProxSparsityConfig quick = STUDY.quick(STUDY.defaults());

    assertEquals(STUDY.defaults().methods(), quick.methods());
    assertEquals(100, quick.perClass());
    assertEquals(quick, STUDY.quick(quick));
  }

  private static SparsityPoints.Point point(
      RegularisedTraining.Form form, double removed, double before, double after) {
    Map<String, Double> metrics =
        Map.of(
            PrunedTraining.VALIDATION_BEFORE, before,
            PrunedTraining.VALIDATION, after,
            PrunedTraining.ZERO, removed,
            PrunedTraining.SMALL, 0.0);
    return new SparsityPoints.Point(
        new PathProxSparsityConfig.Candidate(form, removed, 0.1),
        new PrunedTraining.Result(metrics, null));
  }

  /** 98 % is the best before pruning, so that 97.7 % may be left. */
  @Test
  void whatLosesTooMuchDoesNotCount() {
    var config = harness.settings("methods=pathprox,lasso", "allowed-loss=0.3").config();
    Summary summary = new Summary();

    new SparsityPoints(
            config,
            List.of(
                point(RegularisedTraining.Form.PATHPROX, 20, 98, 98),
                point(RegularisedTraining.Form.PATHPROX, 55, 97.5, 97.75),
                point(RegularisedTraining.Form.PATHPROX, 80, 97.5, 97.65),
                point(RegularisedTraining.Form.LASSO, 90, 97, 97.5)))
        .addMostRemoved(summary);

    assertEquals(List.of(55.0), summary.values("pathprox", "most_removed"));
    assertEquals(List.of(55.0), summary.values("pathprox", "lambda"));
    assertEquals(List.of(0.0), summary.values("lasso", "most_removed"));
  }

  @Test
  void aLambdaThatKillsEveryUnitIsSaidAndFailsTheRun() throws IOException {
    Settings<PathProxSparsityConfig> settings =
        harness.settings("methods=pathprox", "lambdas=1000");
    RunFolder run = harness.create(settings, "killed");

    var error = assertThrows(ArithmeticException.class, () -> harness.run(settings, run, -1));

    assertEquals(TrainingOutcome.NONE_WHOLE, error.getMessage());
    assertTrue(harness.printed().contains("every unit of the coupling"), harness.printed());
    assertTrue(Files.exists(run.summaryFile()));
  }

  /** In each layer unit 0 has no input weights, unit 1 no output weights, both a bias. */
  @Test
  void zeroUnitsOfEveryLayerGoWithTheirConstants() {
    for (Mlp network :
        List.of(new Mlp(List.of(6, 5, 4, 3)), Mlp.factorised(List.of(6, 5, 4, 5, 3)))) {
      Seeds.torch(5, "zeros");
      int units = HiddenUnits.count(network);
      assertEquals(network.factorised() ? 10 : 9, units);
      Map<String, Tensor> parameters = ModelState.of(network).parameters();
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        for (int i = 1; i < network.sizes().size() - 1; i += network.factorised() ? 2 : 1) {
          NamedTensors.get(parameters, "fc" + i + ".weight").select(0, 0).zero_();
          NamedTensors.get(parameters, "fc" + i + ".bias").fill_(new Scalar(0.5));
          NamedTensors.get(parameters, "fc" + (i + 1) + ".weight").select(1, 1).zero_();
        }
        Tensor x = torch.randn(7, 6);
        double[] before = TensorData.doubles(network.logits(x));

        assertEquals(4, HiddenUnits.remove(network, 0));

        double[] after = TensorData.doubles(network.logits(x));
        for (int i = 0; i < before.length; i++) {
          assertEquals(before[i], after[i], 1e-6);
        }
        assertTrue(HiddenUnits.remove(network, 0.9) > 0);
      }
    }
  }
}
