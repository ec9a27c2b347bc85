package org.moreau.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.moreau.text.BilingualDictionary;
import org.moreau.text.Translation;
import org.moreau.text.WordVectors;

/** Words and their translations as samples in two views, the vectors of both; all of one class. */
public final class TranslationViews {
  private TranslationViews() {}

  /**
   * A sample for each pair of {@code dictionary} whose words both have vectors, in its order: the
   * views {@code source} and {@code target}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ViewsDataset of(
      BilingualDictionary dictionary, WordVectors source, WordVectors target) {
    List<Translation> pairs = dictionary.coveredBy(source, target).translations();
    return new ViewsDataset(
        List.of(
            view("source", pairs, Translation::source, source),
            view("target", pairs, Translation::target, target)),
        new int[pairs.size()],
        1);
  }

  private static View view(
      String name,
      List<Translation> pairs,
      Function<Translation, String> word,
      WordVectors vectors) {
    List<float[]> found = new ArrayList<>();
    for (Translation pair : pairs) {
      float[] vector = vectors.find(word.apply(pair));
      if (vector != null) {
        found.add(vector);
      }
    }
    float[] values = new float[found.size() * vectors.dimensions()];
    for (int i = 0; i < found.size(); i++) {
      System.arraycopy(found.get(i), 0, values, i * vectors.dimensions(), vectors.dimensions());
    }
    return new View(name, values, vectors.dimensions());
  }
}
