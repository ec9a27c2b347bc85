package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;

class DataCommandTest {
  private final Path folder;

  DataCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void listsWhereASetComesFromAndItsLicence() {
    Result result = new CommandLineHarness(folder).run("data", "list");

    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(result.out().startsWith("japanese-vowels: "), result.out());
    assertTrue(result.out().contains("licence: CC BY 4.0"), result.out());
  }

  @Test
  void verifiesWhatItFetchedAndNamesWhatDiffers() throws IOException {
    CommandLineHarness harness = new CommandLineHarness(folder);

    Result fetched = harness.run("data", "fetch", "japanese-vowels", "--data", folder);
    Result good = harness.run("data", "verify", "--data", folder);
    Path file =
        fetched
            .out()
            .lines()
            .filter(l -> l.endsWith("ae.test"))
            .map(Path::of)
            .findAny()
            .orElseThrow();
    Files.writeString(file, Files.readString(file).replaceFirst("\\d", "x"));
    Result bad = harness.run("data", "verify", "--data", folder);

    assertEquals(ExitCode.DONE, fetched.code(), fetched.err());
    assertEquals(ExitCode.DONE, good.code(), good.err());
    assertTrue(good.out().contains(file.toString()), good.out());
    assertEquals(ExitCode.FAILED, bad.code());
    assertTrue(bad.err().startsWith("moreau: japanese-vowels: ae.test is different"), bad.err());
  }
}
