package org.moreau.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.moreau.engine.MalformedFileException;

class VecFileTest {
  private static boolean all(String word) {
    return true;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static WordVectors read(String text, int limit, Predicate<String> wanted)
      throws IOException {
    return VecFile.read("x.vec", bytes(text), limit, wanted);
  }

  private static String refusal(String text) {
    return assertThrows(MalformedFileException.class, () -> read(text, 100, VecFileTest::all))
        .getMessage();
  }

  @Test
  void readsWordsAndNumbersWithAndWithoutAFirstLine() throws IOException {
    String lines = "the 1 -0.5 1e-3\nfür 0 2 3 \n";
    for (String text : List.of("2 3\n" + lines, lines, "2 3\r\n" + lines.replace("\n", "\r\n"))) {
      WordVectors vectors = read(text, 100, VecFileTest::all);

      assertEquals(List.of("the", "für"), vectors.words());
      assertEquals(3, vectors.dimensions());
      assertArrayEquals(new float[] {1, -0.5f, 1e-3f}, vectors.find("the"));
      assertArrayEquals(new float[] {0, 2, 3}, vectors.find("für"));
      assertNull(vectors.find("other"));
    }
  }

  @Test
  void aWordMayHaveBlanksAndTheFirstOfTwoCounts() throws IOException {
    WordVectors vectors = read("4 1\nNew York 5\na 1\na 2\n\u00A0b 3\n", 100, VecFileTest::all);

    assertEquals(List.of("New York", "a", "\u00A0b"), vectors.words());
    assertArrayEquals(new float[] {1}, vectors.find("a"));
  }

  @Test
  void keepsTheFirstWordsThatAreWantedAndStopsThere() throws IOException {
    String text = "9 1\na 1\nb 2\nc 3\nd 4\nthis line is damaged\n";

    assertEquals(List.of("b", "d"), read(text, 2, word -> "bd".contains(word)).words());
    assertEquals(List.of("a", "b", "c", "d"), read(text, 4, VecFileTest::all).words());
  }

  @Test
  void bytesThatAreNoUtf8DoNotStopIt() throws IOException {
    byte[] text = {'1', ' ', '1', '\n', (byte) 0xC3, ' ', '5', '\n'};

    assertEquals(
        List.of("\uFFFD"),
        VecFile.read("x.vec", new ByteArrayInputStream(text), 9, VecFileTest::all).words());
  }

  @Test
  void nowhereCutOffIsReadAsWhole() throws IOException {
    String text = "3 2\na 1.5 2.5\nb 3 4\nc 5 62\n";
    assertEquals(3, read(text, 100, VecFileTest::all).size());
    for (int length = 0; length < text.length(); length++) {
      String message = refusal(text.substring(0, length));
      assertTrue(message.startsWith("x.vec"), message);
    }
    assertEquals(
        "x.vec line 3: the file must have 3 words, as its first line says, but ends after 2; is it"
            + " truncated?",
        refusal("3 2\na 1 2\nb 3 4\n"));
    assertEquals(
        "x.vec line 4: the file ends within this line; is it truncated?",
        refusal(text.substring(0, text.length() - 1)));
  }

  @Test
  void namesTheLineAndTheNumber() {
    assertEquals(
        "x.vec line 3: a word and 2 numbers must stand on a line, got 1 numbers",
        refusal("3 2\na 1 2\nb 3\nc 5 6\n"));
    for (String word : List.of("nan", "1f", "0x1p1", "Infinity", "1e60", "")) {
      assertEquals(
          "x.vec line 2: number 2 must be finite, got " + word,
          refusal("1 3\na 1 " + word + " 3\n"));
    }
    assertEquals("x.vec: the file is empty", refusal(""));
    assertEquals(
        "x.vec line 1: a word and its numbers must stand on a line, parted by blanks",
        refusal("word\n"));
    assertEquals(
        "x.vec line 3: the file must have 1 words, as its first line says, but ends after 2",
        refusal("1 1\na 1\nb 1\n"));
    assertEquals(
        "x.vec line 1: a line must have at most 1048576 bytes", refusal("x".repeat(2_000_000)));
  }

  @Test
  void unitLengthLeavesTheDirection() {
    WordVectors vectors =
        new WordVectors(List.of("a", "b"), List.of(new float[] {3, 4}, new float[2]), 2)
            .unitLength();

    assertArrayEquals(new float[] {0.6f, 0.8f}, vectors.find("a"), 1e-7f);
    assertArrayEquals(new float[2], vectors.find("b"));
    assertEquals(24 / 25.0, WordVectors.cosine(new float[] {3, 4}, new float[] {4, 3}), 1e-12);
    assertEquals(0, WordVectors.cosine(new float[2], new float[] {4, 3}));
    assertEquals(
        "the vector of a must be 1 finite numbers",
        assertThrows(
                IllegalArgumentException.class,
                () -> new WordVectors(List.of("a"), List.of(new float[] {Float.NaN}), 1))
            .getMessage());
    assertEquals(
        "words must be different, got twice a",
        assertThrows(
                IllegalArgumentException.class,
                () -> new WordVectors(List.of("a", "a"), List.of(new float[1], new float[1]), 1))
            .getMessage());
  }
}
