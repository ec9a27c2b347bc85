package org.moreau.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.moreau.engine.MalformedFileException;

/**
 * The folders pos and neg of reviews, a file {@code ID_RATING.txt} for each, as the bytes of one
 * table: id, rating, label and text by tabs, a line for each review; pos before neg, then by id.
 * Tabs and line breaks within a text become blanks. One file is open at a time.
 */
final class ReviewFolder extends InputStream {
  private static final Pattern NAME = Pattern.compile("(\\d{1,9})_(\\d{1,2})\\.txt");
  private static final List<String> LABELS = List.of("neg", "pos");

  /** A file, and what its name says. */
  private record Review(Path file, int id, String rating, int label) {}

  private final Deque<Review> left = new ArrayDeque<>();
  private ByteBuffer line = ByteBuffer.allocate(0);

  /**
   * @throws MalformedFileException naming the folder or file that is missing, or not of the layout
   */
  ReviewFolder(Path folder) throws IOException {
    for (int label = LABELS.size() - 1; label >= 0; label--) {
      Path own = folder.resolve(LABELS.get(label));
      if (!Files.isDirectory(own)) {
        throw new MalformedFileException(own + ": there must be a folder of reviews");
      }
      left.addAll(reviews(own, label));
    }
  }

  /** The file in {@code folder} that the fields of a line are of. */
  static Path file(Path folder, String[] fields) {
    return folder
        .resolve(LABELS.get(Integer.parseInt(fields[2])))
        .resolve(fields[0] + "_" + fields[1] + ".txt");
  }

  private static List<Review> reviews(Path folder, int label) throws IOException {
    List<Review> reviews = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
          throw new MalformedFileException(
              file + ": the name of a review must be its number, _, its rating and .txt");
        }
        if (!Files.isRegularFile(file)) {
          throw new MalformedFileException(file + ": a review must be a file");
        }
        reviews.add(new Review(file, Integer.parseInt(name.group(1)), name.group(2), label));
      }
    }
    reviews.sort(Comparator.comparingInt(Review::id));
    return reviews;
  }

  private boolean fill() throws IOException {
    if (!line.hasRemaining() && !left.isEmpty()) {
      Review review = left.remove();
      String text = text(review.file).replace('\t', ' ').replace('\r', ' ').replace('\n', ' ');
      if (text.isBlank()) {
        throw new MalformedFileException(review.file + ": a review must have a text, got none");
      }
      String row = review.id + "\t" + review.rating + "\t" + review.label + "\t" + text + "\n";
      line = ByteBuffer.wrap(row.getBytes(StandardCharsets.UTF_8));
    }
    return line.hasRemaining();
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(file + ": the text must be UTF-8", e);
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? line.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, line.remaining());
    line.get(bytes, offset, count);
    return count;
  }
}
