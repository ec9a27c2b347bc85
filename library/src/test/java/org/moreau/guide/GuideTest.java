package org.moreau.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.JapaneseVowels;
import org.moreau.data.Normalisation;
import org.moreau.engine.Seeds;
import org.moreau.model.ClassifierFile;
import org.moreau.model.SequenceClassifier;
import org.moreau.recurrent.ProxLstm;

/** Runs the programs of docs/guide, which have no package. */
class GuideTest {
  private final Path folder;

  GuideTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theFirstProgramLearns() throws Exception {
    List<String> lines = run("G01_ProxLstm").lines().toList();

    assertEquals(6, lines.size(), lines.toString());
    assertTrue(loss(lines.get(4)) < 0.5 * loss(lines.get(0)), lines.toString());
    assertTrue(lines.get(5).startsWith("solves converged"), lines.get(5));
  }

  @Test
  void thePredictionProgramPrintsALinePerSequence() throws Exception {
    Seeds.torch(1, "guide");
    SequenceClassifier model =
        new SequenceClassifier(
            new SequenceClassifier.Sizes(JapaneseVowels.FEATURES, 4, 3, 5, 2),
            new ProxLstm(4, 5, 1, 1));
    float[] mean = new float[JapaneseVowels.FEATURES];
    float[] deviation = new float[JapaneseVowels.FEATURES];
    Arrays.fill(deviation, 1);
    Path file = folder.resolve("model.safetensors");
    new ClassifierFile(model, new Normalisation(mean, deviation), List.of("a", "b"), "none", "")
        .write(file);
    String frame = String.join(" ", Collections.nCopies(JapaneseVowels.FEATURES, "0.5")) + "\n";
    Path input = Files.writeString(folder.resolve("mine.txt"), frame + frame + "\n" + frame);

    List<String> lines = run("G02_Predict", file.toString(), input.toString()).lines().toList();

    assertEquals(2, lines.size(), lines.toString());
    assertTrue(lines.get(0).matches("1: [ab], probability 0\\.\\d{3}"), lines.get(0));
  }

  @Test
  void theThirdProgramLearnsItsStep() throws Exception {
    List<String> lines = run("G03_LearnedStep").lines().toList();

    assertEquals(5, lines.size(), lines.toString());
    assertTrue(loss(lines.get(4)) < 0.15, lines.toString()); // the noise itself: 0.25
    double step = Double.parseDouble(lines.get(4).replaceAll(".*at ([0-9.]+),.*", "$1"));
    assertTrue(step > 0.1, lines.toString());
  }

  @Test
  void theFourthProgramLearnsByImplicitSteps() throws Exception {
    List<String> lines = run("G04_ImplicitSteps").lines().toList();

    assertEquals(8, lines.size(), lines.toString());
    assertTrue(loss(lines.get(4)) < 0.5 * loss(lines.get(0)), lines.toString());
    assertEquals("fc1: exact, columns (64 x 21)", lines.get(5));
    assertEquals("fc3: gradient, the last layer with parameters", lines.get(7));
  }

  @Test
  void theFifthProgramMakesItsNetworkSmaller() throws Exception {
    List<String> lines = run("G05_SmallerNetwork").lines().toList();

    assertEquals(6, lines.size(), lines.toString());
    assertTrue(lines.get(0).startsWith("fc1 -> fc2 (200 units)"), lines.toString());
    int units = Integer.parseInt(lines.get(2).replaceAll(".*\\((\\d+) units.*", "$1"));
    assertTrue(units < 60, lines.toString());
    assertTrue(loss(lines.get(1)) < 0.05, lines.toString());
    assertEquals(loss(lines.get(1)), loss(lines.get(3)), 2e-6);
    assertTrue(lines.get(4).startsWith("ModelSize[parameters=" + (12 * units + 1)), lines.get(4));
  }

  @Test
  void theSixthProgramLearnsFromTwoViews() throws Exception {
    List<String> lines = run("G06_TwoViews").lines().toList();

    assertEquals(201, lines.size());
    assertTrue(loss(lines.get(200)) < 0.5 * loss(lines.get(0)), lines.toString());
    assertTrue(loss(lines.get(200)) < 0.5, lines.get(200)); // the number's variance: 1
    long program = Files.readAllLines(Path.of("../docs/guide/G06_TwoViews.java")).size();
    assertTrue(program < 40, () -> program + " lines");
  }

  /** On a classifier that has learnt nothing. */
  @Test
  void theSeventhProgramAttacksAModel() throws Exception {
    Seeds.torch(1, "guide");
    SequenceClassifier model =
        new SequenceClassifier(
            new SequenceClassifier.Sizes(JapaneseVowels.FEATURES, 4, 3, 5, JapaneseVowels.SPEAKERS),
            new ProxLstm(4, 5, 1, 1));
    float[] mean = new float[JapaneseVowels.FEATURES];
    float[] deviation = new float[JapaneseVowels.FEATURES];
    Arrays.fill(deviation, 1);
    Path file = folder.resolve("attacked.safetensors");
    List<String> classes = Collections.nCopies(JapaneseVowels.SPEAKERS, "someone");
    new ClassifierFile(model, new Normalisation(mean, deviation), classes, "none", "").write(file);

    List<String> lines = run("G07_Robustness", file.toString()).lines().toList();

    assertEquals(3, lines.size(), lines.toString());
    assertTrue(lines.get(2).matches("pgd( [0-9.]+){5}, area [0-9.]+"), lines.get(2));
    assertTrue(loss(lines.get(2)) < loss(lines.get(0)), lines.toString());
    long program = Files.readAllLines(Path.of("../docs/guide/G07_Robustness.java")).size();
    assertTrue(program < 55, () -> program + " lines");
  }

  @Test
  void theEighthProgramLearnsWithACellOfItsOwn() throws Exception {
    List<String> lines = run("G08_OwnCell").lines().toList();

    assertEquals(5, lines.size(), lines.toString());
    assertTrue(loss(lines.get(3)) < 0.6, lines.toString()); // ln 2 = 0.69 knows nothing
    assertTrue(lines.get(4).startsWith("solves converged"), lines.get(4));
    long program = Files.readAllLines(Path.of("../docs/guide/G08_OwnCell.java")).size();
    assertTrue(program < 60, () -> program + " lines");
  }

  private static double loss(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
  }

  private static String run(String program, String... arguments) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream standard = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      Class.forName(program).getMethod("main", String[].class).invoke(null, (Object) arguments);
    } finally {
      System.setOut(standard);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
