package org.moreau.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;

/**
 * The most frequent words of some texts, by number: {@link #PADDING} and {@link #UNKNOWN} first,
 * then words from the most frequent one on, equally frequent ones by their letters.
 */
public final class Vocabulary {
  /** The number behind a text's end. */
  public static final int PADDING = 0;

  /** The number of every word that has none of its own. */
  public static final int UNKNOWN = 1;

  private static final int FIRST = 2;

  private final List<String> words;
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The vocabulary in which {@code words} have the numbers behind {@link #UNKNOWN}. */
  public Vocabulary(List<String> words) {
    this.words = List.copyOf(words);
    for (String word : words) {
      if (numbers.put(word, FIRST + numbers.size()) != null) {
        throw new IllegalArgumentException("words must differ, got " + word + " twice");
      }
    }
  }

  /** The words that have a number of their own, in the order of the numbers. */
  public List<String> words() {
    return words;
  }

  /** Counts words, text by text. */
  public static final class Counter {
    private final Map<String, Integer> counts = new HashMap<>();

    /** Without any words yet. */
    public Counter() {}

    /** Counts the words of a text. */
    public void add(List<String> text) {
      text.forEach(word -> counts.merge(word, 1, Integer::sum));
    }

    /** The {@code most} most frequent of the words that occurred at least {@code least} times. */
    public Vocabulary vocabulary(int most, int least) {
      Check.positive("most", most);
      List<Map.Entry<String, Integer>> all = new ArrayList<>(counts.entrySet());
      all.removeIf(entry -> entry.getValue() < least);
      all.sort(
          Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
              .thenComparing(Map.Entry.comparingByKey()));
      return new Vocabulary(
          all.subList(0, Math.min(most, all.size())).stream().map(Map.Entry::getKey).toList());
    }
  }

  /** How many numbers there are, those of padding and unknown words among them. */
  public int size() {
    return FIRST + numbers.size();
  }

  /** The number of {@code word}. */
  public int number(String word) {
    return numbers.getOrDefault(word, UNKNOWN);
  }

  /** The numbers of the words of a text. */
  public int[] numbers(List<String> text) {
    return text.stream().mapToInt(this::number).toArray();
  }
}
