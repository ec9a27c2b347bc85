package org.moreau.cli.study;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.FastText;
import org.moreau.data.Language;
import org.moreau.data.ParallelWords;
import org.moreau.text.BilingualDictionary;
import org.moreau.text.Translation;
import org.moreau.text.WordVectors;

/**
 * Vectors of English and German words, of length 1, and which of the words are translations.
 *
 * @param label what results on them must be called
 * @param source the set that is learnt from
 * @param rated null as long as choices are made
 */
record WordData(
    String label,
    DataSet source,
    WordVectors english,
    WordVectors german,
    BilingualDictionary dictionary,
    @Nullable RatedTests rated) {
  /** Where vectors come from, by the names in settings. */
  static final String PARALLEL_TEXT = "parallel-text";

  static final String FAST_TEXT = "fasttext";

  // Of the decomposition, in all repeats: another one hardly matters.
  private static final long SEED = 0;

  /** Of the first {@code pairs} that have vectors; 0 for all. */
  WordData first(int pairs) {
    List<Translation> covered = dictionary.coveredBy(english, german).translations();
    if (covered.isEmpty()) {
      throw new IllegalArgumentException(
          "no pair of the "
              + dictionary.translations().size()
              + " in the dictionary of "
              + source.name()
              + " has a vector for both of its words; are they vectors of English and German?");
    }
    int most = pairs == 0 ? covered.size() : Math.min(pairs, covered.size());
    return new WordData(
        label, source, english, german, new BilingualDictionary(covered.subList(0, most)), rated);
  }

  /** Vectors of {@code dimensions} numbers made of parallel text; takes a minute for 100. */
  static WordData ofParallelText(DataFolders folders, int dimensions, boolean tested)
      throws IOException {
    ParallelWords set = new ParallelWords();
    return new WordData(
        "vectors of " + dimensions + " numbers made of parallel text",
        set,
        made(set, folders, Language.ENGLISH, dimensions),
        made(set, folders, Language.GERMAN, dimensions),
        set.dictionary(folders),
        tested ? RatedTests.read(folders) : null);
  }

  private static WordVectors made(
      ParallelWords set, DataFolders folders, Language language, int dimensions)
      throws IOException {
    try {
      return set.vectors(folders, language, dimensions, SEED).unitLength();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "dimensions do not suit the texts, " + dimensions + ": " + e.getMessage(), e);
    }
  }

  /** Vectors of fastText of the words that are needed; reads both files until all are found. */
  static WordData ofFastText(DataFolders folders, boolean tested) throws IOException {
    FastText set = new FastText();
    BilingualDictionary dictionary = set.dictionary(folders);
    RatedTests rated = tested ? RatedTests.read(folders) : null;
    return new WordData(
        "vectors of fastText",
        set,
        wanted(set, folders, Language.ENGLISH, dictionary, Translation::source, rated),
        wanted(set, folders, Language.GERMAN, dictionary, Translation::target, rated),
        dictionary,
        rated);
  }

  private static WordVectors wanted(
      FastText set,
      DataFolders folders,
      Language language,
      BilingualDictionary dictionary,
      Function<Translation, String> word,
      @Nullable RatedTests rated)
      throws IOException {
    Set<String> words = new HashSet<>(rated == null ? Set.of() : rated.words(language));
    dictionary.translations().forEach(pair -> words.add(word.apply(pair)));
    return set.vectors(folders, language, words.size(), words::contains).unitLength();
  }

  /** The vectors of each language. */
  Map<Language, WordVectors> vectors() {
    Map<Language, WordVectors> both = new LinkedHashMap<>();
    both.put(Language.ENGLISH, english);
    both.put(Language.GERMAN, german);
    return both;
  }
}
