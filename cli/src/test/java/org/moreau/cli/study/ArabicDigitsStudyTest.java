package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On generated files of the true layout and size, in which a digit is a level. */
class ArabicDigitsStudyTest {
  private static final Map<String, String> SMALL =
      Map.of(
          "methods", "lstm,prox-lstm",
          "sequences", "200",
          "filters", "4",
          "hidden", "6",
          "learning-rate", "0.05",
          "epochs", "4",
          "extra-epochs", "1");

  private static void write(Path path, int utterances, int frames) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(path)) {
      for (int i = 0; i < utterances; i++) {
        out.write(" ".repeat(12) + "\n");
        int length = frames / utterances + (i < frames % utterances ? 1 : 0);
        int digit = i / (utterances / 10);
        out.write((digit + ".5" + " 0".repeat(12) + "\n").repeat(length));
      }
    }
  }

  @Test
  void learnsDigitsAndNamesThem(@TempDir Path folder) throws IOException {
    Path own = Files.createDirectories(folder.resolve("spoken_arabic_digits"));
    write(own.resolve("Train_Arabic_Digit.txt"), 6_600, 263_256);
    write(own.resolve("Test_Arabic_Digit.txt"), 2_200, 87_063);
    ArabicDigitsStudy study = new ArabicDigitsStudy();
    StudyHarness<RecurrentConfig> harness = new StudyHarness<>(study, folder, SMALL);

    RunFolder run = harness.whole("run");

    double chance = 10;
    double accuracy =
        StudyHarness.methods(run).path("lstm").path("test_accuracy").path("mean").asDouble();
    assertTrue(accuracy > chance && accuracy <= 100, "accuracy " + accuracy);
    assertTrue(
        harness
            .printed()
            .contains(
                "Spoken Arabic Digits, 200 training sequences drawn (train 200, validation 1100,"
                    + " test 2200)"),
        harness.printed());
    assertTrue(Files.exists(run.figure("features.png")));
    assertEquals("digit 9", study.predictor(run, null).classes().get(9));
  }
}
