package org.moreau.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;

/** Words, each with a vector of finite numbers. */
public final class WordVectors {
  private final List<String> words;
  private final List<float[]> vectors;
  private final int dimensions;
  private final Map<String, Integer> places = new HashMap<>();

  /**
   * @throws IllegalArgumentException unless there is a vector of {@code dimensions} finite numbers
   *     for each of the words, which are all different
   */
  public WordVectors(List<String> words, List<float[]> vectors, int dimensions) {
    Check.positive("dimensions", dimensions);
    if (words.size() != vectors.size()) {
      throw new IllegalArgumentException(
          "vectors must be as many as words, got " + vectors.size() + " and " + words.size());
    }
    for (int i = 0; i < words.size(); i++) {
      for (float value : vectors.get(i)) {
        if (vectors.get(i).length != dimensions || !Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "the vector of " + words.get(i) + " must be " + dimensions + " finite numbers");
        }
      }
      if (places.put(words.get(i), i) != null) {
        throw new IllegalArgumentException("words must be different, got twice " + words.get(i));
      }
    }
    this.words = List.copyOf(words);
    this.vectors = List.copyOf(vectors);
    this.dimensions = dimensions;
  }

  /** The number of words. */
  public int size() {
    return words.size();
  }

  /** The length of a vector. */
  public int dimensions() {
    return dimensions;
  }

  /** The words, in their order. */
  public List<String> words() {
    return words;
  }

  /** The vector of {@code word}, not to be written to; null where there is none. */
  public float @Nullable [] find(String word) {
    Integer place = places.get(word);
    return place == null ? null : vectors.get(place);
  }

  /** The same words with vectors of length 1; one of zeros stays as it is. */
  public WordVectors unitLength() {
    List<float[]> unit = new ArrayList<>();
    for (float[] vector : vectors) {
      double norm = Math.sqrt(dot(vector, vector));
      float[] scaled = new float[dimensions];
      for (int i = 0; i < dimensions && norm > 0; i++) {
        scaled[i] = (float) (vector[i] / norm);
      }
      unit.add(scaled);
    }
    return new WordVectors(words, unit, dimensions);
  }

  /** The cosine of the angle between two vectors; 0 where one is of zeros. */
  public static double cosine(float[] a, float[] b) {
    double norms = Math.sqrt(dot(a, a) * dot(b, b));
    return norms > 0 ? dot(a, b) / norms : 0;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
