package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.methods;
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
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.JapaneseVowels;
import org.moreau.data.LabelledSequences;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;
import org.moreau.model.RecurrentMlp;
import org.moreau.model.SequenceScores;
import org.moreau.pathprox.SmallerNetwork;

/** On the bundled data, with a small network. */
class CombinedStudyTest {
  private static final Map<String, String> SMALL =
      Map.of(
          "filters", "4",
          "hidden", "6",
          "head-units", "8",
          "batch-size", "45",
          "learning-rate", "0.02",
          "epochs", "2",
          "path-lambda", "1");
  private static final String TWO = "methods=plain,combined";

  private final StudyHarness<CombinedConfig> harness;

  CombinedStudyTest(@TempDir Path folder) {
    harness = new StudyHarness<>(new CombinedStudy(), folder, SMALL);
  }

  @Test
  void comparesEveryMethodAloneAndAllTogether() throws IOException {
    RunFolder run = harness.whole("whole");

    List<String> names = new ArrayList<>();
    methods(run).fieldNames().forEachRemaining(names::add);
    assertEquals(CombinedMethod.keys(), names);
    assertEquals(5 + 4, summary(run).path("paired").size());
    for (JsonNode method : methods(run)) {
      assertEquals(mean(method, "test_accuracy"), mean(method, "test_accuracy_pruned"), 1e-9);
    }
    assertEquals(8, mean(methods(run).path("plain"), "head_units"));
    for (String name : List.of("accuracy.png", "learning-curves.png")) {
      assertTrue(Files.size(run.figure(name)) > 1000, name);
    }
    assertTrue(harness.printed().contains("(train 225, validation 45, test 370)"));
  }

  private static double mean(JsonNode method, String metric) {
    return method.path(metric).path("mean").asDouble(Double.NaN);
  }

  /** The smaller network, read by what is written about it, says the same. */
  @Test
  void unitsThatAreZeroAreTakenOutOfTheNetworkThatIsKept() throws IOException {
    String[] changes = {"methods=combined", "epochs=8", "path-lambda=3"};
    RunFolder run = harness.whole("whole", changes);

    CombinedConfig config = harness.settings(changes).config();
    JsonNode results = methods(run).path("combined");
    double units = mean(results, "head_units");
    assertTrue(units >= 1 && units < 8, results.toString());
    JapaneseVowels set = new JapaneseVowels();
    LabelledSequences test =
        new FramesProblem(set, "", 0, CombinedTraining.sizes(config, set))
            .load(harness.folders(), 0)
            .test(harness.folders());
    RecurrentMlp model = CombinedTraining.network(CombinedMethod.COMBINED, config, set);
    double parameters =
        ModelState.of(model).parameters().values().stream().mapToLong(Tensor::numel).sum();
    int perUnit = 6 + 1 + JapaneseVowels.SPEAKERS;
    assertEquals(parameters - perUnit * (8 - units), mean(results, "parameters"));
    try (TensorScope scope = new TensorScope()) {
      Path file = run.path().resolve("networks/combined-seed0.safetensors");
      SmallerNetwork.load(model, SafeTensors.read(file).tensors());
    }
    model.eval();
    SequenceScores scores = SequenceScores.of(model, test, new Device("cpu"));
    assertEquals(mean(results, "test_accuracy_pruned"), scores.accuracy(), 1e-9);
  }

  /** ProxLSTM promises libtorch's bits at delta 0; what is 0 besides is not there. */
  @Test
  void withAllStrengthsAtZeroItIsPlainBitByBit() throws IOException {
    RunFolder run =
        harness.whole(
            "whole", TWO, "delta=0", "tau-theta=0", "path-lambda=0", "feature-step=0", "epochs=3");

    assertEquals(lines(run, "plain"), lines(run, "combined"));
    String plain = methods(run).path("plain").toString();
    assertEquals(
        plain.replaceAll("\"train_seconds\":\\{[^}]*\\}", ""),
        methods(run).path("combined").toString().replaceAll("\"train_seconds\":\\{[^}]*\\}", ""));
  }

  /**
   * The limits of ProxLSTM and the proximal layer. That of ProxProp is tau_theta times the
   * gradient, which Adam makes the gradient's step only as far as its epsilon does not count.
   */
  @Test
  void withSmallStrengthsItIsNearlyPlain() throws IOException {
    String[] small = {
      TWO, "epochs=3", "path-lambda=0", "tau-theta=0", "delta=1e-4", "feature-step=1e-9"
    };
    RunFolder near = harness.whole("near", small);
    small[3] = "tau-theta=1e-3";
    RunFolder implicit = harness.whole("implicit", small);
    RunFolder far = harness.whole("far", TWO, "epochs=3", "path-lambda=0");

    assertEquals(0, gap(near), 1e-5);
    assertEquals(0, gap(implicit), 5e-3);
    assertTrue(gap(far) > 1e-2, String.valueOf(gap(far)));
  }

  /** The relative difference of the last training losses. */
  private static double gap(RunFolder run) throws IOException {
    double plain = lastLoss(run, "plain");
    return Math.abs(lastLoss(run, "combined") - plain) / plain;
  }

  private static double lastLoss(RunFolder run, String method) throws IOException {
    List<String> lines = lines(run, method);
    return new ObjectMapper().readTree(lines.get(lines.size() - 1)).path("train_loss").asDouble();
  }

  /** What metrics.jsonl says of a method, without its name and the times. */
  private static List<String> lines(RunFolder run, String method) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.path().resolve("metrics.jsonl"))) {
      if (line.contains("\"method\":\"" + method + "\"")) {
        lines.add(
            line.replace("\"method\":\"" + method + "\",", "")
                .replaceAll(",\"seconds\":[-0-9.eE]+", ""));
      }
    }
    return lines;
  }

  @Test
  void stoppedAndResumedItEndsWithTheSameBytes() throws IOException {
    String[] changes = {"methods=pathprox,combined", "epochs=3"};
    RunFolder whole = harness.whole("whole", changes);
    Settings<CombinedConfig> settings = harness.settings(changes);
    RunFolder stopped = harness.create(settings, "stopped");

    assertFalse(harness.run(settings, stopped, 5)); // the second epoch of combined
    assertTrue(harness.run(settings, stopped, -1));

    assertEquals(timeless(whole), timeless(stopped));
    for (String method : List.of("pathprox", "combined")) {
      String file = "networks/" + method + "-seed0.safetensors";
      assertEquals(
          -1, Files.mismatch(whole.path().resolve(file), stopped.path().resolve(file)), file);
    }
  }

  @Test
  void aGridTrainsOnlyWhatItsSettingChanges() throws IOException {
    Settings<CombinedConfig> settings = harness.settings("methods=plain,pathprox");
    RunFolder run =
        harness.create(settings, "grid", 1, Map.of("path-lambda", List.of("0.1", "0.2")));
    assertTrue(harness.run(settings, run, -1));

    try (var files = Files.list(run.path().resolve("checkpoints"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      assertEquals(5, names.stream().filter(name -> name.startsWith("plain-")).count());
      assertEquals(10, names.stream().filter(name -> name.startsWith("pathprox-")).count());
    }
    assertFalse(Files.exists(run.path().resolve("networks")), "the test part was opened");
  }

  @Test
  void whatDivergesIsCalledSoAndTheOthersGoOn() throws IOException {
    RunFolder run = harness.whole("whole", "methods=plain,pathprox", "path-lambda=1e6");

    JsonNode diverged = methods(run).at("/pathprox/test_accuracy");
    assertEquals(1, diverged.path("diverged").asInt());
    assertTrue(mean(methods(run).path("plain"), "test_accuracy") > 0);
    assertTrue(harness.printed().contains("every unit of the coupling fc1 -> fc2 became zero"));
    assertTrue(Files.size(run.figure("accuracy.png")) > 1000);
    assertTrue(Files.size(run.figure("learning-curves.png")) > 1000);
  }
}
