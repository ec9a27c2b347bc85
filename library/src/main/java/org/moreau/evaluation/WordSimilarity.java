package org.moreau.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.moreau.text.RatedPair;
import org.moreau.text.RatedPairs;
import org.moreau.text.WordVectors;

/**
 * How well the angles between word vectors agree with people: {@link Spearman}'s correlation of
 * cosines and ratings, over the pairs of words that both have vectors.
 *
 * @param covered how many pairs have
 * @param pairs how many there are
 */
public record WordSimilarity(double spearman, int covered, int pairs) {

  /**
   * Of {@code vectors} with {@code rated}.
   *
   * @throws IllegalArgumentException naming the pairs, if fewer than 2 are covered, or all cosines
   *     are equal
   */
  public static WordSimilarity of(WordVectors vectors, RatedPairs rated) {
    List<Double> cosines = new ArrayList<>();
    List<Double> ratings = new ArrayList<>();
    for (RatedPair pair : rated.pairs()) {
      float[] first = vectors.find(pair.first());
      float[] second = vectors.find(pair.second());
      if (first != null && second != null) {
        cosines.add(WordVectors.cosine(first, second));
        ratings.add(pair.rating());
      }
    }
    try {
      double spearman = Spearman.correlation(array(cosines), array(ratings));
      return new WordSimilarity(spearman, cosines.size(), rated.pairs().size());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the similarity of "
              + rated.name()
              + " cannot be judged with "
              + cosines.size()
              + " pairs that have vectors: "
              + e.getMessage(),
          e);
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
