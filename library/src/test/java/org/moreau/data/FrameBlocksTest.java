package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameBlocksTest {
  private static FrameBlocks read(String text) throws IOException {
    return FrameBlocks.read(new BufferedReader(new StringReader(text)), "my.txt", 3);
  }

  @Test
  void readsBlocksEndedByOnesOrByEmptyLines() throws IOException {
    FrameBlocks parsed = read("1 2 3\n-1e-1 0.5 .25\n1.0 1.00 1\n4 5 6\n\n7 8 9\n1 1 1\n");

    assertEquals(3, parsed.blocks().size());
    assertEquals(4, parsed.frames());
    assertTrue(parsed.ended());
    assertArrayEquals(new float[] {-0.1f, 0.5f, 0.25f}, parsed.blocks().get(0)[1]);
    assertArrayEquals(new float[] {7, 8, 9}, parsed.blocks().get(2)[0]);
  }

  @Test
  void readsCarriageReturnsAndTrailingBlanksAlike() throws IOException {
    FrameBlocks parsed = read("1 2 3 \r\n4\t5 6  \r\n1.0 1.0 1.0 \r\n  \r\n7 8 9\r\n\r\n");

    assertEquals(2, parsed.blocks().size());
    assertArrayEquals(new float[] {4, 5, 6}, parsed.blocks().get(0)[1]);
  }

  @Test
  void ignoresBlocksWithoutFrames() throws IOException {
    FrameBlocks parsed = read("\n\n1 1 1\n1 2 3\n1 1 1\n\n1 1 1\n");

    assertEquals(1, parsed.blocks().size());
  }

  @Test
  void keepsButMarksABlockThatEndsWithTheFile() throws IOException {
    FrameBlocks parsed = read("1 2 3\n\n4 5 6\n7 8 9");

    assertEquals(2, parsed.blocks().size());
    assertEquals(2, parsed.blocks().get(1).length);
    assertFalse(parsed.ended());
  }

  @Test
  void keepsAFrameThatBeginsWithOnes() throws IOException {
    assertEquals(2, read("1 1 2\n1 1 1.5\n").frames());
  }

  @Test
  void rejectsAWrongColumnCountWithItsLine() {
    IOException e = assertThrows(IOException.class, () -> read("1 2 3\n1 1 1\n1 2\n"));

    assertEquals("my.txt line 3: 3 numbers must stand on a line, got 2", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e39", "abc", "1f", "2d", "0x1p3", "-"})
  void rejectsWhatIsNotAFiniteNumberWithItsLineAndColumn(String word) {
    IOException e = assertThrows(IOException.class, () -> read("1 2 3\r\n4 " + word + " 6\r\n"));

    assertEquals("my.txt line 2: column 2 must be a finite number, got " + word, e.getMessage());
  }
}
