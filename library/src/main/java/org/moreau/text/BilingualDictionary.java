package org.moreau.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.moreau.engine.Check;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;

/** Words with their translations, in lower case, in the order of the dictionary; each pair once. */
public record BilingualDictionary(List<Translation> translations) {
  public BilingualDictionary {
    translations = List.copyOf(new LinkedHashSet<>(translations));
  }

  /**
   * A line for each pair: two words, parted by a tab, by {@code |||}, or by blanks. Empty lines are
   * ignored.
   *
   * @param place what is read, for messages
   * @throws MalformedFileException naming the place and the line that is not so, or if there is no
   *     pair
   */
  public static BilingualDictionary parse(String place, List<String> lines)
      throws MalformedFileException {
    List<Translation> pairs = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip().toLowerCase(Locale.ROOT);
      if (line.isEmpty()) {
        continue;
      }
      String separator = line.contains("|||") ? "\\|\\|\\|" : line.contains("\t") ? "\t" : "\\s+";
      String[] words = line.split(separator, -1);
      if (words.length != 2 || words[0].isBlank() || words[1].isBlank()) {
        throw new MalformedFileException(
            place
                + " line "
                + (i + 1)
                + ": a word and its translation must stand on a line, got "
                + line.substring(0, Math.min(60, line.length())));
      }
      pairs.add(new Translation(words[0].strip(), words[1].strip()));
    }
    if (pairs.isEmpty()) {
      throw new MalformedFileException(place + ": the file has no pair of words");
    }
    return new BilingualDictionary(pairs);
  }

  /** The pairs of both, those of this one first. */
  public BilingualDictionary with(BilingualDictionary other) {
    Set<Translation> all = new LinkedHashSet<>(translations);
    all.addAll(other.translations);
    return new BilingualDictionary(List.copyOf(all));
  }

  /**
   * A dictionary in two parts that have no word in common.
   *
   * @param known the pairs that are left
   * @param heldOut of each word that is held out, its first translation that no other has
   */
  public record Parts(BilingualDictionary known, BilingualDictionary heldOut) {}

  /**
   * Holds out a {@code share} of the source words, drawn by {@code random}. Pairs of a word that is
   * held out with another than its partner are in neither part.
   *
   * @param share of the words, in (0, 1)
   */
  public Parts holdOut(double share, SplittableRandom random) {
    Check.inRange("share", share, Double.MIN_VALUE, Math.nextDown(1.0));
    List<String> words = translations.stream().map(Translation::source).distinct().toList();
    Set<String> drawn =
        Arrays.stream(Seeds.permutation(words.size(), random))
            .limit(Math.round(share * words.size()))
            .mapToObj(words::get)
            .collect(Collectors.toSet());
    Set<String> sources = new HashSet<>();
    Set<String> targets = new HashSet<>();
    List<Translation> heldOut = new ArrayList<>();
    for (Translation pair : translations) {
      if (drawn.contains(pair.source())
          && !sources.contains(pair.source())
          && targets.add(pair.target())) {
        sources.add(pair.source());
        heldOut.add(pair);
      }
    }
    List<Translation> known =
        translations.stream()
            .filter(pair -> !drawn.contains(pair.source()) && !targets.contains(pair.target()))
            .toList();
    return new Parts(new BilingualDictionary(known), new BilingualDictionary(heldOut));
  }

  /** The pairs whose words both have vectors. */
  public BilingualDictionary coveredBy(WordVectors source, WordVectors target) {
    return new BilingualDictionary(
        translations.stream()
            .filter(t -> source.find(t.source()) != null && target.find(t.target()) != null)
            .toList());
  }
}
