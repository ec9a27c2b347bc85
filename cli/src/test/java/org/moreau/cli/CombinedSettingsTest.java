package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.cli.CommandLineHarness.Result;

/** What the study of all methods together refuses. */
class CombinedSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--set methods=plain --set delta=2 | --set delta has no effect here, only with methods=prox-lstm or combined; leave it out",
        "--set methods=pathprox --set lambda=2 | --set lambda has no effect here, only with methods=prox-lstm or combined; leave it out",
        "--set delta=0 --set lambda=2 | --set lambda has no effect here, only with delta > 0; leave it out",
        "--set methods=prox-layer --grid tau-theta=1,2 | --grid tau-theta has no effect here, only with methods=prox-prop or combined; leave it out",
        "--set methods=prox-prop --set path-lambda=2 | --set path-lambda has no effect here, only with methods=pathprox or combined; leave it out",
        "--set methods=plain,pathprox --set feature-step=2 | --set feature-step has no effect here, only with methods=prox-layer or combined; leave it out",
        "--set methods=prox-props | --set: unknown method prox-props; did you mean prox-prop?",
        "--set methods=plain,plain | --set: methods must name at least one method, each once, got plain,plain",
        "--set delta=NaN | --set delta must be a finite number, got NaN",
        "--set lambda=0 | --set: lambda must be > 0 and finite, got 0.0",
        "--set tau-theta=NaN | --set tau-theta must be a finite number, got NaN",
        "--set tau-theta=-1 | --set: tau-theta must be > 0 and finite, got -1.0",
        "--set path-lambda=-1 | --set: path-lambda must be >= 0 and finite, got -1.0",
        "--set feature-step=NaN | --set feature-step must be a finite number, got NaN",
        "--set head-units=0 | --set: head-units must be at least 1, got 0"
      })
  void isRefusedInWords(String line, String sentence, @TempDir Path folder) {
    Object[] words = ("run combined " + line + " --out").split(" ", -1);
    Object[] all = new Object[words.length + 1];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = folder.resolve("out");
    Result result = CommandLineHarness.real(folder).run(all);

    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertTrue(result.err().startsWith("moreau: " + sentence), result.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }
}
