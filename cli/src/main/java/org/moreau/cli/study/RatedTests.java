package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.moreau.data.DataFolders;
import org.moreau.data.Language;
import org.moreau.data.RatedWords;
import org.moreau.evaluation.WordSimilarity;
import org.moreau.text.BilingualDictionary;
import org.moreau.text.RatedPair;
import org.moreau.text.RatedPairs;
import org.moreau.text.Translation;
import org.moreau.text.WordVectors;

/**
 * The rated pairs of words that vectors are tested on, in both languages.
 *
 * @param pairs by language, the same tests in the same order
 */
record RatedTests(Map<Language, List<RatedPairs>> pairs) {
  /** The name of the mean over all tests. */
  static final String MEAN = "spearman mean";

  static RatedTests read(DataFolders folders) throws IOException {
    Map<Language, List<RatedPairs>> all = new LinkedHashMap<>();
    for (Language language : Language.values()) {
      all.put(language, new RatedWords().ratings(folders, language));
    }
    return new RatedTests(all);
  }

  /** The names of the tests. */
  List<String> names() {
    return of(Language.ENGLISH).stream().map(RatedPairs::name).toList();
  }

  private List<RatedPairs> of(Language language) {
    return pairs.getOrDefault(language, List.of());
  }

  /** The name of Spearman's correlation, times 100. */
  static String metric(String test, Language language) {
    return "spearman " + test + " " + language.code();
  }

  /** All words of {@code language}, each once. */
  Set<String> words(Language language) {
    Set<String> words = new LinkedHashSet<>();
    for (RatedPairs test : of(language)) {
      for (RatedPair pair : test.pairs()) {
        words.add(pair.first());
        words.add(pair.second());
      }
    }
    return words;
  }

  /** The words with those in the same place of the other language. */
  BilingualDictionary translations() {
    List<Translation> all = new ArrayList<>();
    for (int t = 0; t < names().size(); t++) {
      List<RatedPair> english = of(Language.ENGLISH).get(t).pairs();
      List<RatedPair> german = of(Language.GERMAN).get(t).pairs();
      for (int i = 0; i < english.size(); i++) {
        all.add(new Translation(english.get(i).first(), german.get(i).first()));
        all.add(new Translation(english.get(i).second(), german.get(i).second()));
      }
    }
    return new BilingualDictionary(all);
  }

  /**
   * Spearman's correlations of {@code vectors} with the ratings, times 100, and their mean.
   *
   * @throws IllegalArgumentException naming the test of which too few words have vectors
   */
  Map<String, Double> scores(Map<Language, WordVectors> vectors) {
    Map<String, Double> scores = new LinkedHashMap<>();
    double sum = 0;
    for (Map.Entry<String, WordSimilarity> one : similarities(vectors).entrySet()) {
      double score = 100 * one.getValue().spearman();
      scores.put("spearman " + one.getKey(), score);
      sum += score;
    }
    scores.put(MEAN, sum / scores.size());
    return scores;
  }

  /** How many of the pairs of each test have vectors, such as 255/350. */
  Map<String, String> coverage(Map<Language, WordVectors> vectors) {
    Map<String, String> coverage = new LinkedHashMap<>();
    similarities(vectors)
        .forEach((test, one) -> coverage.put(test, one.covered() + "/" + one.pairs()));
    return coverage;
  }

  private Map<String, WordSimilarity> similarities(Map<Language, WordVectors> vectors) {
    Map<String, WordSimilarity> all = new LinkedHashMap<>();
    for (int t = 0; t < names().size(); t++) {
      for (Map.Entry<Language, WordVectors> own : vectors.entrySet()) {
        RatedPairs test = of(own.getKey()).get(t);
        all.put(test.name() + " " + own.getKey().code(), WordSimilarity.of(own.getValue(), test));
      }
    }
    return all;
  }
}
