package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
    assertTrue(
        bad.err()
            .startsWith(
                "moreau: japanese-vowels: ae.test is different: "
                    + file
                    + ": its SHA-256 must be "),
        bad.err());
  }

  @Test
  void helpNamesTheFolderThatFetchWrites() throws IOException {
    CommandLineHarness harness = new CommandLineHarness(folder);
    Path made = folder.resolve("new").resolve("deeper");

    Result fetched = harness.run("data", "fetch", "japanese-vowels", "--data", made);
    String name;
    try (Stream<Path> content = Files.list(made)) {
      name = String.valueOf(content.findFirst().orElseThrow().getFileName());
    }

    assertEquals(ExitCode.DONE, fetched.code(), fetched.err());
    assertEquals("japanese_vowels", name);
    assertTrue(harness.run("data", "--help").out().contains(name));
    assertTrue(harness.run("data", "list").out().contains("  folder: " + name + "\n"));
  }

  @Test
  void fetchRefusesAFileAsItsFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    Result result = new CommandLineHarness(folder).run("data", "fetch", "--data", file);

    assertEquals(ExitCode.USAGE, result.code());
    assertEquals("moreau: --data must name a folder, but " + file + " is a file\n", result.err());
  }

  @Test
  void verifyNamesTheCommandThatMendsTheSet() throws IOException {
    CommandLineHarness harness = new CommandLineHarness(folder);
    Result fetched = harness.run("data", "fetch", "--data", folder);
    Files.delete(Path.of(fetched.out().lines().findFirst().orElseThrow()));

    Result listed = harness.run("data", "list", "--data", folder);
    Result half = harness.run("data", "verify", "--data", folder);
    String command = "moreau data fetch japanese-vowels --data " + folder;
    Result mended = harness.run((Object[]) command.substring("moreau ".length()).split(" "));
    Result good = harness.run("data", "verify", "--data", folder);

    assertTrue(listed.out().contains("japanese-vowels: incomplete\n"), listed.out());
    assertEquals(ExitCode.FAILED, half.code());
    assertEquals(
        "moreau: japanese-vowels: ae.train is missing; get the set with: " + command + "\n",
        half.err());
    assertEquals(ExitCode.DONE, mended.code(), mended.err());
    assertEquals(ExitCode.DONE, good.code(), good.err());
  }
}
