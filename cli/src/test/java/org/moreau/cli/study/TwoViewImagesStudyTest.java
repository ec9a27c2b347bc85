package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.moreau.cli.study.StudyHarness.methods;
import static org.moreau.cli.study.StudyHarness.summary;
import static org.moreau.cli.study.StudyHarness.timeless;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** On 100 articles of noise around five topics, in the layout of BBCSport, and noise images. */
class TwoViewImagesStudyTest {
  private static final int ARTICLES = 100;
  private static final List<String> METHODS =
      List.of("vanilla", "dcca", "dccae", "rrm", "rrm-annealed", "prox-net", "prox-net-rrm");
  private static final Map<String, String> SMALL =
      Map.of(
          "data",
          "bbc-sport",
          "methods",
          String.join(",", METHODS),
          "epochs",
          "2",
          "batch-size",
          "16",
          "code",
          "3",
          "hidden",
          "8",
          "head",
          "7",
          "side",
          "32");

  private final Path folder;
  private final StudyHarness<TwoViewImagesConfig> harness;

  TwoViewImagesStudyTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    harness = new StudyHarness<>(new TwoViewImagesStudy(), folder, SMALL);
    writeArticles("bbc_sport", "BBCSport.mat", 6, 5);
  }

  private void writeArticles(String set, String name, int... terms) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Cell views = Mat5.newCell(1, terms.length);
    for (int v = 0; v < terms.length; v++) {
      views.set(v, articles(terms[v], random));
    }
    Matrix topics = Mat5.newMatrix(ARTICLES, 1);
    for (int i = 0; i < ARTICLES; i++) {
      topics.setDouble(i, i % 5 + 1);
    }
    Mat5File file = Mat5.newMatFile();
    file.addArray("X", views);
    file.addArray("Y", topics);
    Path own = Files.createDirectories(folder.resolve(set)).resolve(name);
    try (Sink sink = Sinks.newStreamingFile(own.toFile())) {
      Mat5.newWriter(sink).writeMat(file);
    }
  }

  private static Matrix articles(int terms, SplittableRandom random) {
    Matrix matrix = Mat5.newMatrix(ARTICLES, terms);
    for (int i = 0; i < ARTICLES; i++) {
      for (int t = 0; t < terms; t++) {
        matrix.setDouble(i, t, (t == i % 5 ? 2 : 0) + random.nextGaussian());
      }
    }
    return matrix;
  }

  private void writeSketches(int classes, int pairs) throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    for (String view : List.of("photo", "sketch")) {
      for (int label = 0; label < classes; label++) {
        Path own = folder.resolve("sketchy").resolve(view).resolve("class" + label);
        Files.createDirectories(own);
        for (int i = 0; i < pairs; i++) {
          BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
          for (int p = 0; p < 32 * 32; p++) {
            image.setRGB(p % 32, p / 32, random.nextInt(1 << 24));
          }
          ImageIO.write(image, "png", own.resolve("n" + i + ".png").toFile());
        }
      }
    }
  }

  @Test
  void comparesAllMethodsWithDifferencesAndAFigure() throws IOException {
    RunFolder run = harness.whole("whole", 2);

    JsonNode all = methods(run);
    List<String> names = new ArrayList<>();
    all.fieldNames().forEachRemaining(names::add);
    assertEquals(METHODS, names);
    for (String method : METHODS) {
      for (String metric : List.of("test_error", "test_error_view1", "test_error_view2")) {
        JsonNode values = all.path(method).path(metric).path("values");
        assertEquals(2, values.size(), method + " " + metric);
        assertTrue(values.get(0).asDouble() >= 0 && values.get(0).asDouble() <= 100);
      }
      boolean layer = method.startsWith("prox-net");
      assertEquals(layer, all.path(method).has("test_error_batch"), method);
      double error = all.path(method).path("solve_error").path("mean").asDouble();
      assertTrue(layer ? error > 0 && error < 1e-6 : error == 0, method + " " + error);
    }
    assertEquals(6, summary(run).path("paired").size());
    assertTrue(Files.exists(run.figure("error.png")));
    assertTrue(harness.printed().contains("BBCSport"), harness.printed());
    assertFalse(harness.printed().contains("paper"), harness.printed());
    try (var left = Files.list(run.path().resolve("checkpoints"))) {
      assertTrue(left.allMatch(file -> file.toString().endsWith(".outcome.json")));
    }
  }

  /** Stops in the second stage of DCCAE, after all of vanilla and DCCA. */
  @Test
  void aStoppedRunGoesOnToTheSameNumbers() throws IOException {
    Settings<TwoViewImagesConfig> settings =
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
  void aSettingWithSeveralValuesMakesColumnsAndCurves() throws IOException {
    RunFolder run = harness.whole("noise", "methods=vanilla,prox-net", "noise=0,4", "epochs=30");

    JsonNode vanilla = methods(run).path("vanilla");
    assertTrue(vanilla.has("test_error noise=0") && vanilla.has("test_error noise=4"));
    double clean = vanilla.path("validation_loss noise=0").path("mean").asDouble();
    double noisy = vanilla.path("validation_loss noise=4").path("mean").asDouble();
    assertTrue(clean < noisy, clean + " " + noisy);
    String label = "views view1 and view2, by noise (generated) in the first view";
    assertTrue(harness.printed().contains(label), harness.printed());
    assertFalse(harness.printed().contains("deviation 4.0"), harness.printed());
    assertEquals(2, summary(run).path("paired").size());
    assertTrue(Files.readString(run.path().resolve("metrics.jsonl")).contains("\"noise\":\"4\""));
  }

  @Test
  void fourViewsGoThroughGcca() throws IOException {
    writeArticles("bbc", "BBC4view_685.mat", 6, 5, 7, 5);
    RunFolder run = harness.whole("four", "data=bbc", "alpha0=10");
    for (String method : METHODS) {
      assertTrue(methods(run).path(method).has("test_error_view4"), method);
    }
    double error = methods(run).path("prox-net").path("solve_error").path("mean").asDouble();
    assertTrue(error > 0 && error < 1e-6, "solve error " + error);

    Settings<TwoViewImagesConfig> few = harness.settings("data=bbc", "code=12", "per-class=2");
    RunFolder refused = harness.create(few, "few", 1, Map.of());
    Exception e = assertThrows(IllegalArgumentException.class, () -> harness.run(few, refused, -1));
    assertEquals(
        "components must be at most 9, as there are batches of 10 samples, got 12, the default; set"
            + " fewer, or larger batches",
        e.getMessage());
  }

  @Test
  void aMethodThatDivergesStopsNoOther() throws IOException {
    Settings<TwoViewImagesConfig> settings =
        harness.settings("learning-rate=1e30", "methods=prox-net,dcca,rrm,vanilla");
    RunFolder run = harness.create(settings, "diverged", 1, Map.of());

    Exception e = assertThrows(ArithmeticException.class, () -> harness.run(settings, run, -1));

    assertEquals("no training came to its end; what ended each is said above", e.getMessage());
  }

  @Test
  void aGridJudgesByValidationAlone() throws IOException {
    Settings<TwoViewImagesConfig> settings = harness.settings("methods=rrm", "epochs=1");
    Map<String, List<String>> grid = Map.of("rrm-weight", List.of("0.1", "10"));
    RunFolder run = harness.create(settings, "grid", 1, grid);
    assertTrue(harness.run(settings, run, -1));
    assertTrue(Files.readString(run.winnerFile()).contains("rrm-weight"));
    String outcomes = "";
    try (var files = Files.list(run.path().resolve("checkpoints"))) {
      for (Path file : files.toList()) {
        outcomes += Files.readString(file);
      }
    }
    assertFalse(outcomes.contains("test_error"), outcomes);
  }

  @Test
  void photographsAndSketchesGoThroughResNets() throws IOException {
    writeSketches(3, 20);
    RunFolder run =
        harness.whole(
            "photographs",
            "classes=3",
            "data=sketchy",
            "methods=vanilla,dccae,prox-net",
            "epochs=1");
    for (String method : List.of("vanilla", "dccae", "prox-net")) {
      assertTrue(methods(run).path(method).has("test_error_sketch"), method);
    }
    assertTrue(harness.printed().contains("Sketchy, 3 classes"), harness.printed());
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (Map.Entry<String, String> wrong :
        Map.ofEntries(
                Map.entry("data=bbcsport", "unknown data bbcsport"),
                Map.entry("methods=cca", "unknown method cca"),
                Map.entry("batch-size=1", "batch-size must be at least 2"),
                Map.entry("components=4", "components must be from 0 to the 3 entries"),
                Map.entry("alpha0=0", "alpha0 must be > 0"),
                Map.entry("rrm-weight=NaN", "rrm-weight must be a finite number"),
                Map.entry("noise=-1", "each of noise must be >= 0"),
                Map.entry("noise=1,1", "noise must have at least one value, each once"),
                Map.entry("noise=0,0.0", "noise must have at least one value, each once"),
                Map.entry("noise=loud", "noise must be numbers separated by commas"),
                Map.entry("classes=0,3", "classes must have 0, for all, as its only value"),
                Map.entry("hidden=0", "each of hidden must be at least 1"),
                Map.entry("data=sketchy", "classes must be named with data=sketchy"))
            .entrySet()) {
      Exception e =
          assertThrows(
              IllegalArgumentException.class,
              () -> harness.settings(wrong.getKey()),
              wrong.getKey());
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains(wrong.getValue()), message);
    }
    Exception twice =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Settings.of(new TwoViewImagesStudy().defaults())
                    .with("--set", Map.of("classes", "2,3", "noise", "1,2")));
    String message = String.valueOf(twice.getMessage());
    assertTrue(message.contains("classes and noise must not have several values at once"), message);
  }
}
