package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.moreau.cli.CommandLineHarness.Result;

class MalformedInputTest {
  private final CommandLineHarness harness;
  private final Path data;
  private final Path train;
  private final Path test;
  private final Path out;

  MalformedInputTest(@TempDir Path folder) throws IOException {
    harness = CommandLineHarness.real(folder);
    data = Files.createDirectories(folder.resolve("data"));
    out = folder.resolve("out");
    Result fetched = harness.run("data", "fetch", "japanese-vowels", "--data", data);
    List<Path> files = fetched.out().lines().map(Path::of).toList();
    train = files.get(0);
    test = files.get(1);
  }

  private void assertRefused(String sentence) {
    Result result = harness.run("run", "japanese-vowels", "--data", data, "--out", out);

    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertEquals("moreau: " + sentence + "\n", result.err());
    assertEquals("", result.out());
    assertFalse(Files.exists(out));
  }

  /** Replaces the first match of {@code pattern} in line {@code number}, counted from 1. */
  private static void change(Path file, int number, String pattern, String replacement)
      throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    String line = lines.get(number - 1);
    lines.set(number - 1, line.replaceFirst(pattern, replacement));
    assertNotEquals(line, lines.get(number - 1));
    Files.write(file, lines);
  }

  @Test
  void aTruncatedLineIsNamed() throws IOException {
    String text = Files.readString(train);
    List<String> lines = text.lines().limit(1000).toList();
    String last = lines.get(999);
    Files.writeString(
        train,
        String.join("\n", lines.subList(0, 999)) + "\n" + last.substring(0, last.indexOf(' ', 30)));

    int words = last.substring(0, last.indexOf(' ', 30)).split(" ", -1).length;
    assertTrue(words < 12, last);
    assertRefused(train + " line 1000: 12 numbers must stand on a line, got " + words);
  }

  @Test
  void aFileThatEndsBetweenLinesIsNamed() throws IOException {
    List<String> lines = Files.readAllLines(train);
    Files.write(train, lines.subList(0, 30));

    assertRefused(
        train
            + " line 30: the file ends inside utterance 2, after which a line of ones or an empty"
            + " line must follow; is it truncated?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "NaN", "1e99"})
  void whatIsNotAFiniteNumberIsNamed(String word) throws IOException {
    change(train, 7, "^\\S+", word);

    assertRefused(train + " line 7: column 1 must be a finite number, got " + word);
  }

  @Test
  void aWrongColumnCountIsNamed() throws IOException {
    change(train, 5, "^", "0.5 ");

    assertRefused(train + " line 5: 12 numbers must stand on a line, got 13");
  }

  @Test
  void aBadTestPartIsFoundBeforeTraining() throws IOException {
    change(test, 5600, "^\\S+", "-");

    assertRefused(test + " line 5600: column 1 must be a finite number, got -");
  }

  @Test
  void whatIsNotPackedIsNamed() throws IOException {
    Files.move(train, train.resolveSibling("ae.train.gz"));

    assertRefused(train + ".gz: not a whole gzip file");
  }

  @Test
  void anEmptyRunFolderStaysEmpty() throws IOException {
    change(train, 3, "^\\S+", "x");
    Files.createDirectories(out);

    Result result = harness.run("run", "japanese-vowels", "--data", data, "--out", out);

    assertEquals(ExitCode.USAGE, result.code());
    try (Stream<Path> content = Files.list(out)) {
      assertEquals(0, content.count());
    }
  }

  @Test
  void aGridRefusesTheSameAndLeavesNothing() throws IOException {
    change(train, 3, "^\\S+", "x");

    Result result =
        harness.run("run", "japanese-vowels", "--grid", "delta=1,2", "--data", data, "--out", out);

    assertEquals(ExitCode.USAGE, result.code());
    assertTrue(result.err().contains(train + " line 3: column 1 must be"), result.err());
    assertEquals(1, lines(result.err(), "moreau: "));
    assertFalse(Files.exists(out));
  }

  private static long lines(String text, String start) {
    return text.lines().filter(l -> l.startsWith(start)).count();
  }
}
