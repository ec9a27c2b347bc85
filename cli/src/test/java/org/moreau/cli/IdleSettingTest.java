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

/** Settings that nothing would read are refused, before any data is looked for. */
class IdleSettingTest {
  private final Path folder;

  IdleSettingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "images --set digits=100 | --set digits has no effect here, only with data=two-view-mnist",
        "images --set side=32 | --set side has no effect here, only with data=sketchy",
        "images --set data=sketchy --set classes=20 --set hidden=9 | --set hidden has no effect here, only with data of vectors",
        "images --set methods=vanilla --set alpha0=7 | --set alpha0 has no effect here, only with methods=prox-net or prox-net-rrm",
        "images --set methods=vanilla --set components=3 | --set components has no effect here",
        "images --set methods=rrm --grid rrm-annealed-weight=1,2 | --grid rrm-annealed-weight has no effect here, only with methods=rrm-annealed",
        "speech --set sequence=77 | --set sequence has no effect here, only with data=xrmb",
        "words --set methods=dcca --set lambda=1 | --set lambda has no effect here, only with methods=prox-net",
        "words --set data=fasttext --set dimensions=9 | --set dimensions has no effect here, only with data=parallel-text"
      })
  void isRefused(String line, String sentence) {
    Result result = run(line);
    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertTrue(result.err().startsWith("moreau: " + sentence), result.err());
    assertTrue(result.err().endsWith("; leave it out\n"), result.err());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  /** What has an effect, or is not changed, is only stopped by the missing data. */
  @ParameterizedTest
  @CsvSource({
    "images --set data=two-view-mnist --set digits=100",
    "images --grid data=two-view-mnist,multiple-features --set digits=100",
    "images --set methods=vanilla --set alpha0=0.1",
    "images --set methods=rrm-annealed --set k=7",
    "speech --set data=xrmb --set sequence=77",
    "words --set lambda=1"
  })
  void othersAreNot(String line) {
    Result result = run(line);
    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertTrue(result.err().contains("is not here"), result.err());
  }

  private Result run(String line) {
    Object[] words = ("run two-view-" + line).split(" ", -1);
    Object[] all = new Object[words.length + 4];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--data";
    all[words.length + 1] = folder;
    all[words.length + 2] = "--out";
    all[words.length + 3] = folder.resolve("out");
    return CommandLineHarness.real(folder).run(all);
  }
}
