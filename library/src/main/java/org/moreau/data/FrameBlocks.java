package org.moreau.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.moreau.engine.MalformedFileException;
import org.moreau.text.Decimal;

/**
 * Blocks of frames as UCI's Japanese Vowels file writes them: a line of numbers for each frame; a
 * line of ones or an empty line ends a block, and a block without frames is none.
 *
 * @param blocks each [frames][columns]
 * @param ended whether the last block was ended by such a line
 * @param lines how many were read
 */
record FrameBlocks(List<float[][]> blocks, boolean ended, int lines) {

  /**
   * Reads to the end; {@code place} names the file in messages.
   *
   * @throws MalformedFileException naming the place and the line, if a line has not {@code columns}
   *     finite numbers
   */
  static FrameBlocks read(BufferedReader reader, String place, int columns) throws IOException {
    List<float[][]> blocks = new ArrayList<>();
    List<float[]> open = new ArrayList<>();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      String text = line.strip();
      float[] frame = text.isEmpty() ? new float[0] : frame(text, place, number, columns);
      if (!isEnd(frame)) {
        open.add(frame);
      } else if (!open.isEmpty()) {
        blocks.add(open.toArray(float[][]::new));
        open.clear();
      }
    }
    boolean ended = open.isEmpty();
    if (!ended) {
      blocks.add(open.toArray(float[][]::new));
    }
    return new FrameBlocks(List.copyOf(blocks), ended, number);
  }

  int frames() {
    return blocks.stream().mapToInt(block -> block.length).sum();
  }

  private static boolean isEnd(float[] frame) {
    for (float value : frame) {
      if (value != 1) {
        return false;
      }
    }
    return true;
  }

  private static float[] frame(String text, String place, int number, int columns)
      throws IOException {
    List<String> words = Arrays.asList(text.split("\\s+", -1));
    if (words.size() != columns) {
      throw new MalformedFileException(
          place
              + " line "
              + number
              + ": "
              + columns
              + " numbers must stand on a line, got "
              + words.size());
    }
    float[] frame = new float[columns];
    for (int c = 0; c < columns; c++) {
      String word = words.get(c);
      frame[c] = Decimal.parse(word);
      if (!Float.isFinite(frame[c])) {
        String shown = word.length() > 30 ? word.substring(0, 30) + "..." : word;
        throw new MalformedFileException(
            place
                + " line "
                + number
                + ": column "
                + (c + 1)
                + " must be a finite number, got "
                + shown);
      }
    }
    return frame;
  }
}
