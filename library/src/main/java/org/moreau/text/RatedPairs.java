package org.moreau.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.moreau.engine.MalformedFileException;

/** Pairs of words, in lower case, whose similarity people have rated. */
public record RatedPairs(String name, List<RatedPair> pairs) {
  public RatedPairs {
    pairs = List.copyOf(pairs);
  }

  /**
   * A line for each pair: two words and the rating, parted by tabs, below a line of titles.
   *
   * @param place what is read, for messages
   * @throws MalformedFileException naming the place and the line that is not so, or if there are
   *     not {@code count} pairs
   */
  public static RatedPairs parse(String name, String place, List<String> lines, int count)
      throws MalformedFileException {
    List<RatedPair> pairs = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).strip().toLowerCase(Locale.ROOT);
      if (line.isEmpty()) {
        continue;
      }
      String[] fields = line.split("\t", -1);
      float rating = fields.length == 3 ? Decimal.parse(fields[2].strip()) : Float.NaN;
      if (!Float.isFinite(rating) || fields[0].isBlank() || fields[1].isBlank()) {
        throw new MalformedFileException(
            place
                + " line "
                + (i + 1)
                + ": two words and a number must stand on a line, parted by tabs, got "
                + line.substring(0, Math.min(60, line.length())));
      }
      pairs.add(new RatedPair(fields[0].strip(), fields[1].strip(), rating));
    }
    if (pairs.size() != count) {
      throw new MalformedFileException(
          place
              + ": the file must have "
              + count
              + " pairs, got "
              + pairs.size()
              + (pairs.size() < count ? "; is it truncated?" : ""));
    }
    return new RatedPairs(name, pairs);
  }
}
