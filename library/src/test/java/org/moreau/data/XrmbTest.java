package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.FileVerification.State;
import org.moreau.engine.MalformedFileException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

class XrmbTest {
  private static final int UTTERANCES = 47;
  private static final int FRAMES = 47 * 10;

  private final Xrmb set = new Xrmb(8);
  private final Path path;
  private final DataFolders folders;

  XrmbTest(@TempDir Path folder) throws IOException {
    path = Files.createDirectories(folder.resolve("xrmb")).resolve("XRMB_SEQ.mat");
    folders = new DataFolders(List.of(folder));
    write(matrix(FRAMES, 39), matrix(FRAMES, 16), labels(FRAMES), lengths());
  }

  /** Row i has i + column / 100. */
  private static Matrix matrix(int rows, int columns) {
    Matrix matrix = Mat5.newMatrix(rows, columns, MatlabType.Single);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        matrix.setFloat(r, c, r + c / 100f);
      }
    }
    return matrix;
  }

  /** 0 0 0 40 1 1 1 40 2 2 2 40 ... up to 39. */
  private static Matrix labels(int count) {
    Matrix labels = Mat5.newMatrix(count, 1);
    for (int i = 0; i < count; i++) {
      labels.setDouble(i, i % 4 == 3 ? 40 : i / 4 % 40);
    }
    return labels;
  }

  /** Of 10 frames each. */
  private static Matrix lengths() {
    Matrix lengths = Mat5.newMatrix(1, UTTERANCES);
    for (int i = 0; i < UTTERANCES; i++) {
      lengths.setDouble(i, 10);
    }
    return lengths;
  }

  private void write(Matrix heard, Matrix made, Matrix labels, Matrix lengths) throws IOException {
    Mat5File file = Mat5.newMatFile();
    file.addArray("MFCCS", heard);
    file.addArray("ARTICS", made);
    file.addArray("LABELS", labels);
    file.addArray("LENGTHS", lengths);
    Files.deleteIfExists(path);
    try (Sink sink = Sinks.newStreamingFile(path.toFile())) {
      Mat5.newWriter(sink).writeMat(file);
    }
  }

  private String refusal() {
    return assertThrows(MalformedFileException.class, () -> set.test(folders, 1)).getMessage();
  }

  @Test
  void isCutIntoSequencesOfEachPart() throws IOException {
    SpeechSplit split = set.development(folders, 1);
    SpeechDataset test = set.test(folders, 1);

    // 35 utterances of 10 frames make 43 sequences of 8, the other 12 make 15.
    assertEquals(
        List.of(39, 4, 15), List.of(split.train().size(), split.validation().size(), test.size()));
    assertEquals(
        List.of(39, 16, 41, 40),
        List.of(test.firstFeatures(), test.secondFeatures(), test.classes(), test.blank()));
    TwoViewSequence second = split.train().sequences().get(1);
    assertEquals(8, second.length());
    assertEquals(8.38f, second.first()[0][38]);
    assertEquals(15.15f, second.second()[7][15]);
    assertEquals(List.of(2, 3), second.labels());
    assertEquals(350, test.sequences().get(0).first()[0][0], "behind the utterances to train on");
    // Frames 350 to 357: 87 is 40 + 40 + 7, of which two frames are left.
    assertEquals(List.of(7, 8, 9), test.sequences().get(0).labels());
  }

  @Test
  void framesBehindTheLastUtteranceAreOfNoPart() throws IOException {
    Matrix shorter = lengths();
    shorter.setDouble(46, 2); // of ten frames
    write(matrix(FRAMES, 39), matrix(FRAMES, 16), labels(FRAMES), shorter);

    assertEquals(14, set.test(folders, 1).size());
  }

  @Test
  void nowhereCutOffIsReadAsWhole() throws IOException {
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length += 1 + length / 30) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertTrue(refusal().startsWith(path + ": "), refusal());
    }
    assertEquals(refusal(), set.verify(folders).get(0).reason());
  }

  @Test
  void namesWhatDoesNotFit() throws IOException {
    assertArrayEquals(
        new State[] {State.GOOD},
        set.verify(folders).stream().map(FileVerification::state).toArray());
    write(matrix(FRAMES, 39), matrix(FRAMES - 1, 16), labels(FRAMES), lengths());
    assertEquals(
        path + ": ARTICS must have a row for each of the 470 rows of MFCCS, got 469", refusal());
    write(matrix(FRAMES, 39), matrix(FRAMES, 16), labels(FRAMES - 1), lengths());
    assertEquals(
        path + ": LABELS must have a value for each of the 470 samples, got 469", refusal());
    Matrix high = labels(FRAMES);
    high.setDouble(5, 41);
    write(matrix(FRAMES, 39), matrix(FRAMES, 16), high, lengths());
    assertEquals(
        path + ": value 6 of LABELS must be a whole number from 0 to 40, got 41.0", refusal());
    Matrix longer = lengths();
    longer.setDouble(46, 11);
    write(matrix(FRAMES, 39), matrix(FRAMES, 16), labels(FRAMES), longer);
    assertEquals(
        path + ": LENGTHS must sum up to at most the 470 rows of MFCCS, got 471", refusal());
    Matrix holed = matrix(FRAMES, 39);
    holed.setFloat(2, 1, Float.POSITIVE_INFINITY);
    write(holed, matrix(FRAMES, 16), labels(FRAMES), lengths());
    assertEquals(path + ": MFCCS row 3 column 2 must be a finite number, got Infinity", refusal());
  }

  @Test
  void namesTooFewFrames() throws IOException {
    assertEquals(
        path + ": the utterances to test on must give at least 1 sequences of 130 frames, got 0",
        assertThrows(MalformedFileException.class, () -> new Xrmb(130).test(folders, 1))
            .getMessage());
    assertEquals(
        path + ": the utterances to train on must give at least 2 sequences of 9000 frames, got 0",
        assertThrows(MalformedFileException.class, () -> new Xrmb(9000).development(folders, 1))
            .getMessage());
    assertEquals(
        path + ": the utterances to train on must give at least 2 sequences of 300 frames, got 1",
        assertThrows(MalformedFileException.class, () -> new Xrmb(300).development(folders, 1))
            .getMessage());
  }
}
