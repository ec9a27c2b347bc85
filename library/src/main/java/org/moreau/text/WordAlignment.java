package org.moreau.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;
import org.moreau.engine.MalformedFileException;

/**
 * A dictionary from parallel sentences whose words are aligned: each source word with the target
 * word that it is aligned with most often.
 */
public final class WordAlignment {
  private WordAlignment() {}

  /**
   * The pairs that are aligned at least {@code least} times, the most frequent first.
   *
   * @param place of the alignment, for messages
   * @param source sentences, of tokens parted by blanks
   * @param target their translations, line by line
   * @param alignment a line for each: pairs "t s" of the places, from 0, of a target and a source
   *     token, all parted by blanks
   * @throws MalformedFileException naming the place and the line, if there are not as many lines,
   *     or a number is no place of a token
   */
  public static BilingualDictionary dictionary(
      String place, List<String> source, List<String> target, List<String> alignment, int least)
      throws MalformedFileException {
    Check.positive("least", least);
    if (source.size() != target.size() || source.size() != alignment.size()) {
      throw new MalformedFileException(
          place
              + ": source, target and alignment must have as many lines, got "
              + source.size()
              + ", "
              + target.size()
              + " and "
              + alignment.size()
              + "; is one truncated?");
    }
    Map<Translation, Integer> counts = new HashMap<>();
    for (int i = 0; i < alignment.size(); i++) {
      String[] from = source.get(i).strip().split("\\s+", -1);
      String[] to = target.get(i).strip().split("\\s+", -1);
      String text = alignment.get(i).strip();
      String[] places = text.isEmpty() ? new String[0] : text.split("\\s+", -1);
      if (places.length % 2 != 0) {
        throw new MalformedFileException(
            place + " line " + (i + 1) + ": there must be pairs of numbers, got " + places.length);
      }
      for (int p = 0; p < places.length; p += 2) {
        String where = place + " line " + (i + 1) + " number ";
        String t = to[index(places[p], to.length, where + (p + 1))];
        String s = from[index(places[p + 1], from.length, where + (p + 2))];
        List<String> left = Tokens.of(s);
        List<String> right = Tokens.of(t);
        // Signs and numbers are no words.
        if (left.size() == 1 && right.size() == 1) {
          counts.merge(new Translation(left.get(0), right.get(0)), 1, Integer::sum);
        }
      }
    }
    return best(counts, least);
  }

  private static int index(String word, int count, String place) throws MalformedFileException {
    if (word.matches("\\d{1,6}") && Integer.parseInt(word) < count) {
      return Integer.parseInt(word);
    }
    throw new MalformedFileException(
        place + ": it must be the place of one of " + count + " tokens, got " + word);
  }

  private static BilingualDictionary best(Map<Translation, Integer> counts, int least) {
    Comparator<Map.Entry<Translation, Integer>> order =
        Map.Entry.<Translation, Integer>comparingByValue().reversed();
    // Ties by the letters, so that the result depends on nothing else.
    order =
        order
            .thenComparing(entry -> entry.getKey().source())
            .thenComparing(entry -> entry.getKey().target());
    Map<String, Translation> first = new HashMap<>();
    List<Translation> kept = new ArrayList<>();
    for (Map.Entry<Translation, Integer> entry :
        counts.entrySet().stream().sorted(order).toList()) {
      Translation pair = entry.getKey();
      if (entry.getValue() >= least && first.putIfAbsent(pair.source(), pair) == null) {
        kept.add(pair);
      }
    }
    return new BilingualDictionary(kept);
  }
}
