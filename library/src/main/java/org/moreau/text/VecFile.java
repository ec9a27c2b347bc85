package org.moreau.text;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.moreau.engine.Check;
import org.moreau.engine.MalformedFileException;

/**
 * fastText's text format of word vectors: a line with the numbers of words and of dimensions, then
 * for each word a line with it and its numbers, parted by single blanks. The first line may be
 * missing. Files of any size are read as a stream; what is not wanted is not kept.
 */
public final class VecFile {
  private static final int LONGEST_LINE = 1 << 20;

  private final String place;
  private final InputStream in;
  private byte[] line = new byte[1 << 12];
  private int length;
  private long number;

  private VecFile(String place, InputStream in) {
    this.place = place;
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /**
   * The vectors of the first {@code limit} words that are {@code wanted}. Of words that stand there
   * twice, the first counts. Bytes that are no UTF-8 become U+FFFD, as published files have some.
   *
   * <p>Each line up to the last one read is checked for its count of numbers, those of wanted words
   * for the numbers; where the file is read to its end, it must have the words that its first line
   * counts.
   *
   * @param place what is read, for messages
   * @throws MalformedFileException naming the place and the line, if it is not so
   */
  public static WordVectors read(String place, InputStream in, int limit, Predicate<String> wanted)
      throws IOException {
    Check.positive("limit", limit);
    return new VecFile(place, in).vectors(limit, wanted);
  }

  private WordVectors vectors(int limit, Predicate<String> wanted) throws IOException {
    if (!next()) {
      throw new MalformedFileException(place + ": the file is empty");
    }
    String[] first = text(0, length).split(" ", -1);
    long announced = -1;
    int dimensions = first.length - 1;
    if (first.length == 2 && first[0].matches("\\d{1,9}") && first[1].matches("\\d{1,6}")) {
      announced = Long.parseLong(first[0]);
      dimensions = Integer.parseInt(first[1]);
    }
    if (dimensions < 1) {
      throw damaged("a word and its numbers must stand on a line, parted by blanks");
    }
    List<String> words = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    long read = 0;
    for (boolean more = announced < 0 || next(); more && words.size() < limit; more = next()) {
      read++;
      int end = endOfWord(dimensions);
      String word = text(0, end);
      if (wanted.test(word) && seen.add(word)) {
        words.add(word);
        vectors.add(numbers(end + 1, dimensions));
      }
    }
    if (words.size() < limit && announced >= 0 && read != announced) {
      throw damaged(
          "the file must have "
              + announced
              + " words, as its first line says, but ends after "
              + read
              + (read < announced ? "; is it truncated?" : ""));
    }
    return new WordVectors(words, vectors, dimensions);
  }

  /** The place of the blank before the last {@code dimensions} fields. */
  private int endOfWord(int dimensions) throws IOException {
    int at = length;
    for (int blanks = 0; blanks < dimensions; blanks++) {
      do {
        at--;
      } while (at > 0 && line[at] != ' ');
      if (at <= 0) {
        throw damaged(
            "a word and "
                + dimensions
                + " numbers must stand on a line, got "
                + blanks
                + " numbers");
      }
    }
    return at;
  }

  private float[] numbers(int from, int dimensions) throws IOException {
    String[] fields = text(from, length).split(" ", -1);
    float[] vector = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      vector[i] = Decimal.parse(fields[i]);
      if (!Float.isFinite(vector[i])) {
        throw damaged(
            "number "
                + (i + 1)
                + " must be finite, got "
                + fields[i].substring(0, Math.min(30, fields[i].length())));
      }
    }
    return vector;
  }

  /** Reads the next line, without blanks at its end; false at the end of the file. */
  private boolean next() throws IOException {
    length = 0;
    int b = in.read();
    if (b < 0) {
      return false;
    }
    number++;
    while (b >= 0 && b != '\n') {
      if (length == LONGEST_LINE) {
        throw damaged("a line must have at most " + LONGEST_LINE + " bytes");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = (byte) b;
      b = in.read();
    }
    if (b < 0) {
      throw damaged("the file ends within this line; is it truncated?");
    }
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r')) {
      length--;
    }
    return true;
  }

  private String text(int from, int to) {
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }

  private MalformedFileException damaged(String why) {
    return new MalformedFileException(place + " line " + number + ": " + why);
  }
}
