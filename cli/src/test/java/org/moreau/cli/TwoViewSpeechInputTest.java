package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;
import org.moreau.cli.study.SpeechFiles;

class TwoViewSpeechInputTest {
  private final CommandLineHarness harness;
  private final Path data;
  private final Path out;

  TwoViewSpeechInputTest(@TempDir Path folder) throws IOException {
    harness = CommandLineHarness.real(folder);
    data = Files.createDirectories(folder.resolve("data"));
    out = folder.resolve("out");
  }

  /** Returns the one sentence. */
  private String refusal(String... settings) {
    Object[] arguments = {
      "run", "two-view-speech", "--quick", "--threads", 1, "--data", data, "--out", out
    };
    Object[] all = Arrays.copyOf(arguments, arguments.length + 2 * settings.length);
    for (int i = 0; i < settings.length; i++) {
      all[arguments.length + 2 * i] = "--set";
      all[arguments.length + 2 * i + 1] = settings[i];
    }
    Result result = harness.run(all);
    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertFalse(Files.exists(out));
    return result.err();
  }

  @Test
  void missingDataIsSaidWithTheWayToIt() {
    String digits = refusal();
    assertTrue(digits.contains("free-spoken-digits") && digits.contains(data.toString()), digits);
    String xrmb = refusal("data=xrmb");
    assertTrue(xrmb.contains("XRMB_SEQ.mat") && xrmb.contains(data.toString()), xrmb);
  }

  @Test
  void truncatedRecordingsAreNamed() throws IOException {
    Path zip = SpeechFiles.writeDigits(data, 1_000);
    String cut = refusal();
    assertTrue(cut.contains(zip + " recordings/0_ann_7.wav byte "), cut);
    assertTrue(cut.contains("is it truncated?"), cut);
    byte[] whole = Files.readAllBytes(SpeechFiles.writeDigits(data));
    Files.write(zip, Arrays.copyOf(whole, whole.length / 2));
    assertTrue(refusal().contains(zip + ": not a whole zip file"));
  }

  @Test
  void aTruncatedMatlabFileIsNamed() throws IOException {
    Path file = SpeechFiles.writeXrmb(data);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    String sentence = refusal("data=xrmb");
    assertTrue(sentence.contains(file.toString()), sentence);
  }

  @Test
  void wrongSettingsAreNamed() throws IOException {
    SpeechFiles.writeDigits(data);
    assertTrue(refusal("noise=-5").contains("each of noise must be in [0.0, 100.0], got -5"));
    assertTrue(refusal("epoch=3").contains("epochs"));
  }
}
