package org.moreau.text;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;

/**
 * How often words stand near each other: c(i, j) is the sum of 1/d over all pairs of an i and a j
 * in one sentence, d words apart, for d up to the window. Words that are rarer than {@code least}
 * are taken out of the sentences before.
 */
public final class Cooccurrence {
  private final List<String> words;
  private final SparseMatrix counts;

  private Cooccurrence(List<String> words, SparseMatrix counts) {
    this.words = words;
    this.counts = counts;
  }

  /**
   * Counts in {@code sentences}; takes as many steps as their words times the window.
   *
   * @throws IllegalArgumentException if no two words of at least {@code least} are near each other
   */
  public static Cooccurrence of(List<String> sentences, int window, int least) {
    Check.positive("window", window);
    Check.positive("least", least);
    Map<String, Integer> frequencies = new HashMap<>();
    for (String sentence : sentences) {
      Tokens.of(sentence).forEach(word -> frequencies.merge(word, 1, Integer::sum));
    }
    List<String> words =
        frequencies.entrySet().stream()
            .filter(entry -> entry.getValue() >= least)
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList();
    Map<String, Integer> places = new HashMap<>();
    words.forEach(word -> places.put(word, places.size()));
    SparseCounts counts = new SparseCounts();
    for (String sentence : sentences) {
      int[] known =
          Tokens.of(sentence).stream().filter(places::containsKey).mapToInt(places::get).toArray();
      for (int i = 0; i < known.length; i++) {
        for (int d = 1; d <= window && i + d < known.length; d++) {
          counts.add(known[i], known[i + d], 1.0 / d);
          counts.add(known[i + d], known[i], 1.0 / d);
        }
      }
    }
    if (counts.size() == 0) {
      throw new IllegalArgumentException(
          "sentences must have words near each other that stand there at least "
              + least
              + " times");
    }
    return new Cooccurrence(words, counts.matrix(words.size(), words.size()));
  }

  /** The words, the most frequent first. */
  public List<String> words() {
    return words;
  }

  /** c [words, words]. */
  public SparseMatrix counts() {
    return counts;
  }

  /**
   * Positive pointwise mutual information: m(i, j) = max(0, log(c(i, j) / (c(i, ·) p(j)))), where
   * c(i, ·) = Σ_j c(i, j) and p(j) is c(j, ·)^s / Σ_k c(k, ·)^s. With s = 1 that is the logarithm
   * of how many times more often i and j meet than by chance; with s < 1 rare words count less.
   *
   * <p>Source: Levy, Goldberg, Dagan, "Improving distributional similarity with lessons learned
   * from word embeddings", 2015.
   *
   * @param smoothing s, in (0, 1]
   */
  public SparseMatrix positiveInformation(double smoothing) {
    Check.inRange("smoothing", smoothing, Double.MIN_VALUE, 1);
    double[] sums = counts.rowSums();
    double total = Arrays.stream(sums).map(sum -> Math.pow(sum, smoothing)).sum();
    return counts.map(
        (i, j, count) -> {
          double chance = sums[i] * Math.pow(sums[j], smoothing) / total;
          return Math.max(0, Math.log(count / chance));
        });
  }

  /**
   * Vectors U √S of {@code dimensions} numbers for all words, from the largest singular values S
   * and left singular vectors U of {@link #positiveInformation}.
   *
   * @param seed of the {@link TruncatedSvd}
   */
  public WordVectors vectors(double smoothing, int dimensions, long seed) {
    TruncatedSvd svd = TruncatedSvd.of(positiveInformation(smoothing), dimensions, seed);
    float[][] rows = new float[words.size()][dimensions];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < dimensions; k++) {
        rows[i][k] = (float) (svd.left()[i * dimensions + k] * Math.sqrt(svd.values()[k]));
      }
    }
    return new WordVectors(words, Arrays.asList(rows), dimensions);
  }
}
