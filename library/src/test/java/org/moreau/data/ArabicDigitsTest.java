package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.MalformedFileException;

/** On generated files of the true layout and size. */
class ArabicDigitsTest {
  private static final String BLANK = " ".repeat(12) + "\n"; // stands before each utterance
  private final Path folder;
  private final DataFolders folders;

  ArabicDigitsTest(@TempDir Path folder) throws IOException {
    this.folder = Files.createDirectories(folder.resolve("spoken_arabic_digits"));
    folders = new DataFolders(List.of(folder));
  }

  /** Utterances that are as long as they must be to have so many frames in all. */
  private static byte[] text(int utterances, int frames) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < utterances; i++) {
      text.append(BLANK);
      int length = frames / utterances + (i < frames % utterances ? 1 : 0);
      String line = i + " -0.5" + " 0".repeat(11) + "\n";
      text.append(line.repeat(length));
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private void write(String name, byte[] content) throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".gz")))) {
      out.write(content);
    }
  }

  @Test
  void partsAreDividedByDigitAndKeepTheirFrames() throws IOException {
    write("Train_Arabic_Digit.txt", text(6_600, 263_256));
    DevelopmentSplit split = new ArabicDigits().development(folders, 3);
    assertEquals(5_500, split.train().size());
    assertEquals(1_100, split.validation().size());
    assertEquals(13, split.train().features());
    int[] perDigit = new int[10];
    for (LabelledSequence sequence : split.validation().sequences()) {
      perDigit[sequence.label()]++;
      float utterance = sequence.frames()[0][0];
      assertEquals((int) utterance / 660, sequence.label());
      assertEquals(-0.5f, sequence.frames()[sequence.length() - 1][1]);
      assertEquals(utterance < 263_256 % 6_600 ? 40 : 39, sequence.length());
    }
    int[] even = new int[10];
    Arrays.fill(even, 110);
    assertArrayEquals(even, perDigit);
  }

  @Test
  void theTestPartHasItsOwnFile() throws IOException {
    write("Train_Arabic_Digit.txt", new byte[0]);
    write("Test_Arabic_Digit.txt", text(2_200, 87_063));
    SequenceDataset test = new ArabicDigits().test(folders);
    assertEquals(2_200, test.size());
    assertEquals(9, test.sequences().get(2_199).label());
  }

  @Test
  void namesWhatIsWrong() throws IOException {
    byte[] whole = text(6_600, 263_256);
    String place = folder.resolve("Train_Arabic_Digit.txt.gz").toString();
    assertTrue(missing().contains("moreau data fetch spoken-arabic-digits"), missing());

    write("Train_Arabic_Digit.txt", Arrays.copyOf(whole, whole.length - whole.length / 4));
    assertTrue(wrong().startsWith(place + " line "), wrong());

    write("Train_Arabic_Digit.txt", text(6_599, 263_256));
    assertEquals(
        place
            + " line 269855: the file must hold 6600 utterances of 263256 frames in all, but ends"
            + " here after 6599 of 263256; is it truncated?",
        wrong());

    write("Train_Arabic_Digit.txt", (BLANK + "1 2 3\n").getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(place + " line 2: 13 numbers must stand on a line, got 3", wrong());

    String noNumber = BLANK + "NaN" + " 0".repeat(12) + "\n";
    write("Train_Arabic_Digit.txt", noNumber.getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(place + " line 2: column 1 must be a finite number, got NaN", wrong());
  }

  private String missing() {
    return String.valueOf(
        assertThrows(FileNotFoundException.class, () -> new ArabicDigits().development(folders, 1))
            .getMessage());
  }

  private String wrong() {
    return String.valueOf(
        assertThrows(MalformedFileException.class, () -> new ArabicDigits().development(folders, 1))
            .getMessage());
  }
}
