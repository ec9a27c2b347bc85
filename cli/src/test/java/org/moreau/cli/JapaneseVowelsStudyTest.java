package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;

class JapaneseVowelsStudyTest {
  private static final List<String> METHODS =
      List.of("lstm", "lstm-extra", "adv-lstm", "prox-lstm", "prox-lstm-intermediate");
  private static final int[] TEST_UTTERANCES = {31, 35, 88, 44, 29, 24, 40, 50, 29};

  @TempDir private static Path shared;
  private static VowelsRun run = new VowelsRun(Path.of(""));

  @TempDir private Path folder;

  @BeforeAll
  static void runOnce() {
    run = new VowelsRun(shared.resolve("run")).inThisProcess(CommandLineHarness.real(shared));
  }

  private CommandLineHarness harness() {
    return CommandLineHarness.real(folder);
  }

  /** The bundled files in a folder of their own: those to train and to test. */
  private List<Path> fetched() {
    return harness()
        .run("data", "fetch", "japanese-vowels", "--data", folder)
        .out()
        .lines()
        .map(Path::of)
        .toList();
  }

  @Test
  void summaryHasAllMethodsAndTheirPairs() throws IOException {
    JsonNode summary = run.summary();

    assertEquals("japanese-vowels", summary.get("study").asText());
    assertEquals(2, summary.get("repeats").asInt());
    List<String> methods = new ArrayList<>();
    summary.get("methods").fieldNames().forEachRemaining(methods::add);
    assertEquals(METHODS, methods);
    for (String method : METHODS) {
      for (String metric :
          List.of(
              "test_accuracy",
              "validation_accuracy",
              "validation_loss",
              "best_epoch",
              "train_seconds")) {
        JsonNode statistics = summary.at("/methods/" + method + "/" + metric);
        assertEquals(2, statistics.get("values").size(), method + " " + metric);
        assertTrue(statistics.get("mean").isNumber() && statistics.get("std").isNumber());
      }
      double accuracy = summary.at("/methods/" + method + "/test_accuracy/mean").asDouble();
      assertTrue(accuracy > 100.0 / 9 && accuracy <= 100, method + " " + accuracy);
    }
    assertEquals(10, summary.get("paired").size());
    JsonNode pair = summary.get("paired").get(0);
    assertEquals("lstm-extra", pair.get("a").asText());
    assertEquals("lstm", pair.get("b").asText());
    assertEquals(2, pair.get("ci95").size());
    assertEquals(2, pair.get("n").asInt());
  }

  @Test
  void theDataIsNamedByPlaceAndChecksum() throws IOException {
    JsonNode data = run.summary().at("/data/japanese-vowels");

    assertEquals(
        List.of(225, 45, 370),
        List.of(
            data.get("train").asInt(), data.get("validation").asInt(), data.get("test").asInt()));
    assertEquals(
        "{\"ae.train\":{\"place\":\"bundled ae.train\",\"sha256\":"
            + "\"7ae33b2b678b6c0df7a4137e5b82e127e95d63b2e2d7764e7e4ea3fe1b659935\"},"
            + "\"ae.test\":{\"place\":\"bundled ae.test\",\"sha256\":"
            + "\"7894594714a3186f8961c75535654cdc6bd232d3dd97d7c04c99bfa3013f57a9\"}}",
        data.get("files").toString());
  }

  @Test
  void aCheckpointOfOtherThreadsIsRefusedInWords() throws IOException {
    Path copy = folder.resolve("copy");
    Path checkpoints = Files.createDirectories(copy.resolve("checkpoints"));
    try (Stream<Path> files = Files.list(run.folder().resolve("checkpoints"))) {
      for (Path file : files.filter(f -> f.toString().contains(".training.")).toList()) {
        Files.copy(file, checkpoints.resolve(file.getFileName()));
      }
    }
    String config = Files.readString(run.folder().resolve("config.yaml"));
    Files.writeString(
        copy.resolve("config.yaml"), config.replace("\nthreads: 1\n", "\nthreads: 2\n"));

    Result result = harness().run("run", "japanese-vowels", "--resume", copy, "--quiet");

    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertTrue(
        result
            .err()
            .matches("(?s).*is the checkpoint of another run: its fingerprint has.* threads=1 .*"),
        result.err());
  }

  @Test
  void metricsHaveALineForEachEpochOfEachMethodAndSeed() throws IOException {
    List<JsonNode> lines = run.metrics();

    assertEquals(2 * (3 + 4 * 2), lines.size());
    for (String method : METHODS) {
      for (int seed = 0; seed < 2; seed++) {
        int wanted = seed;
        List<JsonNode> own =
            lines.stream()
                .filter(line -> line.get("method").asText().equals(method))
                .filter(line -> line.get("seed").asInt() == wanted)
                .toList();
        assertEquals(method.equals("lstm") ? 3 : 2, own.size());
        for (int epoch = 1; epoch <= own.size(); epoch++) {
          JsonNode line = own.get(epoch - 1);
          assertEquals(epoch, line.get("epoch").asInt());
          assertTrue(line.get("train_loss").asDouble() > 0);
          assertTrue(line.get("validation_loss").asDouble() > 0);
          assertTrue(line.get("validation_accuracy").isNumber());
          assertEquals(method.startsWith("prox-"), line.has("solve_error"));
          assertTrue(line.get("seconds").asDouble() > 0);
        }
      }
    }
  }

  @Test
  void figuresArePictures() throws IOException {
    for (String name : List.of("accuracy.png", "learning-curves.png", "features.png")) {
      BufferedImage image = ImageIO.read(run.folder().resolve("figures").resolve(name).toFile());
      assertTrue(image.getWidth() > 300 && image.getHeight() > 300, name);
    }
  }

  @Test
  void theSameSeedGivesTheSameBits() throws Exception {
    VowelsRun second = new VowelsRun(folder.resolve("second")).inThisProcess(harness());

    run.assertSame(second);
    assertNotEquals(
        run.models().get("lstm-seed0.safetensors"), run.models().get("lstm-seed1.safetensors"));
  }

  @Test
  void predictionsOfTheTestFileHaveTheAccuracyOfTheSummary() throws IOException {
    Path test = fetched().get(1);
    for (String method : List.of("lstm", "prox-lstm")) {
      Result result =
          harness().run("predict", run.folder(), "--input", test, "--method", method, "--json");

      assertEquals(ExitCode.DONE, result.code(), result.err());
      List<String> lines = result.out().lines().toList();
      assertEquals(370, lines.size());
      int right = 0;
      int line = 0;
      for (int speaker = 1; speaker <= 9; speaker++) {
        for (int i = 0; i < TEST_UTTERANCES[speaker - 1]; i++) {
          JsonNode prediction = new ObjectMapper().readTree(lines.get(line++));
          right += prediction.get("label").asText().equals("speaker " + speaker) ? 1 : 0;
        }
      }
      assertEquals(
          run.summary().at("/methods/" + method + "/test_accuracy/values/0").asDouble(),
          100.0 * right / 370,
          1e-12);
    }
  }

  @Test
  void aPersonsOwnSequencesGetALabelAndProbabilitiesEach() throws IOException {
    String frame = "0.5 0.1 -0.2 0.3 -0.4 0.1 0.2 0.1 -0.1 0.2 0.1 0.05\n";
    Path input =
        Files.writeString(folder.resolve("own.txt"), frame.repeat(9) + "\n" + frame + "\n" + frame);

    Result table = harness().run("predict", run.folder(), "--input", input);
    Result result = harness().run("predict", run.folder(), "--input", input, "--json");

    assertEquals(ExitCode.DONE, result.code(), result.err());
    List<String> lines = result.out().lines().toList();
    assertEquals(3, lines.size());
    for (int i = 0; i < 3; i++) {
      JsonNode prediction = new ObjectMapper().readTree(lines.get(i));
      assertEquals(i + 1, prediction.get("input").asInt());
      JsonNode probabilities = prediction.get("probabilities");
      double label = probabilities.get(prediction.get("label").asText()).asDouble();
      double sum = 0;
      for (JsonNode probability : probabilities) {
        sum += probability.asDouble();
        assertTrue(probability.asDouble() <= label);
      }
      assertEquals(9, probabilities.size());
      assertEquals(1, sum, 1e-12);
    }
    assertEquals(1 + 3, table.out().lines().count(), table.out());
  }

  @Test
  void predictNamesTheBadLineTheMethodMeantAndTheMissingModel() throws IOException {
    Path input = Files.writeString(folder.resolve("own.txt"), "1 2 3\n");
    Result line = harness().run("predict", run.folder(), "--input", input);
    Result method =
        harness().run("predict", run.folder(), "--input", input, "--method", "prox-lst");
    Path copy = Files.createDirectories(folder.resolve("copy/checkpoints")).getParent();
    for (String name : List.of("config.yaml", "summary.json")) {
      Files.copy(run.folder().resolve(name), copy.resolve(name));
    }
    Result missing = harness().run("predict", copy, "--input", input);
    Path model = copy.resolve("checkpoints/prox-lstm-seed0.safetensors");
    Files.writeString(model, "not a model, but long enough to have a header");
    Result damaged = harness().run("predict", copy, "--input", input);

    assertEquals(
        "moreau: " + input + " line 1: 12 numbers must stand on a line, got 3\n", line.err());
    assertTrue(method.err().startsWith("moreau: unknown method prox-lst; did you mean prox-lstm?"));
    assertEquals("moreau: there is no file " + model + "\n", missing.err());
    assertEquals(
        "moreau: "
            + model
            + " is not a whole safetensors file: its header has an impossible length\n",
        damaged.err());
    for (Result result : List.of(line, method, missing, damaged)) {
      assertEquals(ExitCode.USAGE, result.code(), result.err());
    }
  }

  @Test
  void predictRefusesTheModelOfAnotherMethodAndAFolder() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy/checkpoints")).getParent();
    for (String name : List.of("config.yaml", "summary.json")) {
      Files.copy(run.folder().resolve(name), copy.resolve(name));
    }
    Path model = copy.resolve("checkpoints/prox-lstm-seed0.safetensors");
    Files.copy(run.folder().resolve("checkpoints/adv-lstm-seed0.safetensors"), model);
    Path input = Files.writeString(folder.resolve("own.txt"), "");

    Result other = harness().run("predict", copy, "--input", input);
    Result directory = harness().run("predict", copy, "--input", folder);

    assertEquals(ExitCode.USAGE, other.code());
    assertTrue(
        other.err().startsWith("moreau: " + model + " is not the model of this run: it says"),
        other.err());
    assertEquals(ExitCode.USAGE, directory.code());
    assertEquals("moreau: --input " + folder + " is a folder; name a file\n", directory.err());
  }

  @Test
  void whatCannotBeTrainedLeavesNoFolder() {
    for (String setting : List.of("hidden=2000000000", "delta=1e200", "delta=NaN")) {
      Path out = folder.resolve(setting);
      Result result = harness().run("run", "japanese-vowels", "--set", setting, "--out", out);

      assertNotEquals(ExitCode.DONE, result.code());
      assertEquals(1, result.err().lines().count(), result.err());
      assertFalse(Files.exists(out), setting);
    }
  }

  @Test
  void predictRefusesAnUnfinishedRun() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Files.copy(run.folder().resolve("config.yaml"), copy.resolve("config.yaml"));
    Path input = Files.writeString(folder.resolve("own.txt"), "");

    Result result = harness().run("predict", copy, "--input", input);

    assertEquals(ExitCode.USAGE, result.code());
    assertEquals(
        "moreau: the run in "
            + copy
            + " is not finished; go on with: moreau run japanese-vowels --resume "
            + copy
            + "\n",
        result.err());
  }

  @Test
  void noMethodsAreRefusedWithTheListOfThem() {
    Result result = harness().run("run", "japanese-vowels", "--set", "methods=");

    assertEquals(ExitCode.USAGE, result.code());
    assertEquals(
        "moreau: --set: methods must name at least one of " + String.join(", ", METHODS) + "\n",
        result.err());
  }

  @Test
  void theGridOfTheHelpVariesNothingTwice() {
    String help = harness().run("run", "--help").out();

    assertTrue(help.contains("--grid delta=0.3,0.5,1"), help);
    assertFalse(help.contains("lambda="), "only delta^2/lambda matters");
  }

  @Test
  void aGridNeverOpensTheTestPart() throws IOException {
    Path test = fetched().get(1);
    Files.writeString(test, "this is no number\n");
    Path out = folder.resolve("grid");
    List<Object> arguments =
        List.of(
            "run",
            "japanese-vowels",
            "--set",
            "filters=4",
            "--set",
            "hidden=8",
            "--set",
            "epochs=2",
            "--set",
            "extra-epochs=1",
            "--set",
            "methods=lstm,prox-lstm",
            "--threads",
            1,
            "--data",
            folder);
    List<Object> grid = new ArrayList<>(arguments);
    grid.addAll(List.of("--grid", "delta=0.5,2", "--out", out));

    Result result = harness().run(grid.toArray());

    assertEquals(ExitCode.DONE, result.code(), result.err());
    List<String> lines = Files.readAllLines(out.resolve("grid.jsonl"));
    assertEquals(2, lines.size());
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertEquals("0.5", first.at("/values/delta").asText());
    assertEquals("[0,1,2,3,4]", first.get("seeds").toString());
    assertEquals(5, first.at("/scores/prox-lstm").size());
    assertTrue(Files.readString(out.resolve("winner.yaml")).contains("\ndelta: "));

    List<Object> study = new ArrayList<>(arguments);
    study.addAll(List.of("--out", folder.resolve("run")));
    Result refused = harness().run(study.toArray());

    assertEquals(ExitCode.USAGE, refused.code(), "the study itself opens it");
    assertTrue(refused.err().contains(test + " line 1: "), refused.err());
    assertFalse(Files.exists(folder.resolve("run")));
  }
}
