package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.LabelledViews;
import org.moreau.data.Language;
import org.moreau.data.TranslationViews;
import org.moreau.data.ViewsNormalisation;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorData;
import org.moreau.multiview.LinearCca;
import org.moreau.multiview.TestMode;
import org.moreau.representation.ViewsAutoencoder;
import org.moreau.text.BilingualDictionary;
import org.moreau.text.Translation;
import org.moreau.text.WordVectors;

/**
 * Codes of the rated words that have vectors.
 *
 * @param normalisation of the training pairs, which rated words go through too
 * @param stop between batches
 */
record RatedCodes(
    WordData words,
    RatedTests rated,
    ViewsNormalisation normalisation,
    Device device,
    StopSignal stop) {

  /** Something of a view, [n, any], from its normalised vectors [n, features]. */
  @FunctionalInterface
  interface Code {
    Tensor of(int view, Tensor vectors);
  }

  /** The code of each word by itself. */
  Map<Language, WordVectors> alone(Code code) {
    Map<Language, WordVectors> codes = new LinkedHashMap<>();
    words
        .vectors()
        .forEach(
            (language, vectors) -> {
              List<String> known =
                  rated.words(language).stream()
                      .filter(word -> vectors.find(word) != null)
                      .toList();
              List<float[]> rows =
                  known.stream().map(word -> Objects.requireNonNull(vectors.find(word))).toList();
              int view = view(language);
              float[] values = normalisation.views().get(view).apply(side(rows));
              Tensor input =
                  TensorData.of(values, known.size(), vectors.dimensions())
                      .to(device, ScalarType.Float);
              codes.put(language, vectors(known, code.of(view, input)));
            });
    return codes;
  }

  /**
   * The same behind the proximal layer. A word passes it beside the one in its place in the other
   * language, the first if it has several, where both have vectors; one without is a view whose
   * other view is missing, which passes as it is.
   */
  Map<Language, WordVectors> joined(
      ViewsAutoencoder network, int batchSize, Map<Language, WordVectors> alone) {
    BilingualDictionary partners = rated.translations().coveredBy(words.english(), words.german());
    if (partners.translations().size() < 2) {
      return alone;
    }
    LabelledViews pairs =
        normalisation.apply(TranslationViews.of(partners, words.english(), words.german()));
    List<Tensor> joined =
        network.joinedCodes(new StoppableViews(pairs, stop), batchSize, device, TestMode.BATCH);
    Map<Language, WordVectors> codes = new LinkedHashMap<>();
    alone.forEach(
        (language, own) -> {
          List<float[]> behind = rows(joined.get(view(language)));
          Map<String, float[]> byWord = new LinkedHashMap<>();
          for (int i = 0; i < behind.size(); i++) {
            Translation pair = partners.translations().get(i);
            String word = language == Language.ENGLISH ? pair.source() : pair.target();
            byWord.putIfAbsent(word, behind.get(i));
          }
          own.words()
              .forEach(word -> byWord.putIfAbsent(word, Objects.requireNonNull(own.find(word))));
          codes.put(
              language,
              new WordVectors(
                  List.copyOf(byWord.keySet()), List.copyOf(byWord.values()), own.dimensions()));
        });
    return codes;
  }

  /** The components of codes. */
  static Map<Language, WordVectors> projected(LinearCca cca, Map<Language, WordVectors> codes) {
    Map<Language, WordVectors> projected = new LinkedHashMap<>();
    codes.forEach(
        (language, own) -> {
          List<float[]> rows =
              own.words().stream().map(word -> Objects.requireNonNull(own.find(word))).toList();
          Tensor all = TensorData.of(side(rows), rows.size(), own.dimensions());
          Tensor components = (language == Language.ENGLISH ? cca.first() : cca.second()).of(all);
          projected.put(language, vectors(own.words(), components));
        });
    return projected;
  }

  private static int view(Language language) {
    return language == Language.ENGLISH ? 0 : 1;
  }

  private static WordVectors vectors(List<String> names, Tensor rows) {
    return new WordVectors(names, rows(rows), (int) rows.size(1));
  }

  private static float[] side(List<float[]> rows) {
    int width = rows.get(0).length;
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * width, width);
    }
    return values;
  }

  private static List<float[]> rows(Tensor matrix) {
    float[] values = TensorData.floats(matrix);
    int width = (int) matrix.size(1);
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < values.length; from += width) {
      rows.add(Arrays.copyOfRange(values, from, from + width));
    }
    return rows;
  }
}
