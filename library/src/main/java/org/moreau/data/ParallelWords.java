package org.moreau.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.moreau.engine.MalformedFileException;
import org.moreau.text.BilingualDictionary;
import org.moreau.text.Cooccurrence;
import org.moreau.text.WordAlignment;
import org.moreau.text.WordVectors;

/**
 * English and German: texts to make word vectors of (descriptions of images from Multi30k,
 * proceedings of the European Parliament, web pages), and translations of words.
 */
public final class ParallelWords extends ManualDataSet {
  private static final int IMAGES = 29_000;
  private static final int TRANSLATED = 10_000;
  private static final int DESCRIPTIONS = 5;
  private static final int LEAST_ALIGNED = 3;
  private static final String ALIGNMENT = "europarl10k/data.10k.align";

  private static final List<DataFile> FILES =
      List.of(
          file(
              "multi30k/train.en",
              1_801_238,
              "460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6"),
          file(
              "multi30k/train.de",
              2_110_398,
              "2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72"),
          file(
              "multi30k/task2.train.1.en",
              2_742_773,
              "636e949e8a5ae49bf4643e5566cd5400359328003937db2840d0910d85a820d8"),
          file(
              "multi30k/task2.train.1.de",
              1_513_335,
              "8372eef31ce1e3752305606ebea5c85184b693f8a97b242a5fa69846657c10c1"),
          file(
              "multi30k/task2.train.2.en",
              2_115_892,
              "18088d31a798cae6c90ae89bedd0c0e60601f9411438f38103036f830b3f9f72"),
          file(
              "multi30k/task2.train.2.de",
              1_621_984,
              "94fd5a5e3be50f056eccf54612dbc129a2b387c185e7008a539f046fa4c17a30"),
          file(
              "multi30k/task2.train.3.en",
              1_765_174,
              "03b7594e8a2145e2178d07342b776d006a8722aca298b415c4cb465afe217ed4"),
          file(
              "multi30k/task2.train.3.de",
              1_732_899,
              "b73442caefe91d691493fb005cd4a9ebf8e42b35f7cd2e0e6a41938a75637df6"),
          file(
              "multi30k/task2.train.4.en",
              1_483_469,
              "6fc0e7b4b6b59e8e19af79b44fe28dd21f0258a58db290e34e96020df44e0f59"),
          file(
              "multi30k/task2.train.4.de",
              1_904_201,
              "cf016e3de76e074a639c4f904748c96268467b36c5085e8d54b3720cb8366319"),
          file(
              "multi30k/task2.train.5.en",
              1_195_749,
              "4ad11df3e1a83e3785d8bab96b68668875ff7f6146744c28bf6766240e7fe9f5"),
          file(
              "multi30k/task2.train.5.de",
              2_076_784,
              "0d3645d0a8cec8150fa63d3e5879fb78eb21be1ea92bdb4094be556bfdab51f5"),
          file(
              "europarl10k/data.10k.en",
              1_547_332,
              "b7cc499ff4b2c3294a5fae988ed5a3bea6aec9b60479f032ac12baf24c9e6a5c"),
          file(
              "europarl10k/data.10k.de",
              1_713_304,
              "726efd3857f473bec5954ff12853b2e19de9c5cb1bc5f8ef8537cc4ecc0f98da"),
          file(
              "europarl10k/data.10k.align",
              1_189_291,
              "4535deec5ef6564616decbe9d196e2164ccb06761f45db069b72a94e72e4ee09"),
          file(
              "opennmt10k/src-train.txt",
              1_253_472,
              "a4deafe1eb225d98f196ad87e90eec8494a729690c06e0186ee9d2793667a0d2"),
          file(
              "opennmt10k/tgt-train.txt",
              1_414_977,
              "fe1f824a189baa650eec46269e66eef07f7304ba7572598ebbe61c55eeff7d01"),
          file(
              "dict/yacle.train.freq.5k.en-de.tsv",
              81_777,
              "21fdbd393b25a4748bade79201f29c53b7c71cdc8f4447f4153187c08e319f00"),
          file(
              "dict/yacle.test.freq.2k.en-de.tsv",
              35_081,
              "e9c66b38391423f1ab3143fa768946ce9421b4ed3831a206ed7b4bad4307ec07"));

  /** The set, whose files are opened when they are asked for. */
  public ParallelWords() {
    super("words", List.of("words"), FILES);
  }

  private static DataFile file(String name, int bytes, String sha256) {
    return new DataFile(name, bytes, sha256, false);
  }

  /**
   * All sentences of {@code language}, 194,000.
   *
   * @throws MalformedFileException naming the file, if it is not whole
   */
  public List<String> sentences(DataFolders folders, Language language) throws IOException {
    List<String> sentences = new ArrayList<>(images(folders, "train", language));
    for (int k = 1; k <= DESCRIPTIONS; k++) {
      sentences.addAll(images(folders, "task2.train." + k, language));
    }
    sentences.addAll(parliament(folders, language.code()));
    sentences.addAll(lines(folders, "opennmt10k/" + language.side() + "-train.txt", TRANSLATED));
    return sentences;
  }

  private List<String> images(DataFolders folders, String part, Language language)
      throws IOException {
    return lines(folders, "multi30k/" + part + "." + language.code(), IMAGES);
  }

  private List<String> parliament(DataFolders folders, String end) throws IOException {
    return lines(folders, "europarl10k/data.10k." + end, TRANSLATED);
  }

  /**
   * Vectors of the words that stand at least five times in {@link #sentences}: those of {@link
   * Cooccurrence} within five words, with the smoothing 0.75. Takes a minute for 100 dimensions.
   *
   * @param seed of the singular value decomposition; it changes hardly more than the last digits
   */
  public WordVectors vectors(DataFolders folders, Language language, int dimensions, long seed)
      throws IOException {
    return Cooccurrence.of(sentences(folders, language), 5, 5).vectors(0.75, dimensions, seed);
  }

  /**
   * English words with a German one: 5,000 and then 2,000 frequent ones of a published dictionary,
   * and then those that are aligned at least three times in the proceedings of the parliament.
   *
   * @throws MalformedFileException naming the file and the line, if one is not whole
   */
  public BilingualDictionary dictionary(DataFolders folders) throws IOException {
    BilingualDictionary published =
        published(folders, "dict/yacle.train.freq.5k.en-de.tsv", 5_000)
            .with(published(folders, "dict/yacle.test.freq.2k.en-de.tsv", 2_000));
    return published.with(
        WordAlignment.dictionary(
            source(folders, ALIGNMENT).place(),
            parliament(folders, Language.ENGLISH.code()),
            parliament(folders, Language.GERMAN.code()),
            lines(folders, ALIGNMENT, TRANSLATED),
            LEAST_ALIGNED));
  }

  private BilingualDictionary published(DataFolders folders, String name, int count)
      throws IOException {
    return BilingualDictionary.parse(source(folders, name).place(), lines(folders, name, count));
  }

  private List<String> lines(DataFolders folders, String name, int count) throws IOException {
    DataSource source = source(folders, name);
    List<String> lines = source.lines();
    if (lines.size() != count) {
      throw new MalformedFileException(
          source.place()
              + ": the file must have "
              + count
              + " lines, got "
              + lines.size()
              + (lines.size() < count ? "; is it truncated?" : ""));
    }
    return lines;
  }

  private DataSource source(DataFolders folders, String name) throws IOException {
    DataFile wanted =
        FILES.stream().filter(file -> file.name().equals(name)).findFirst().orElseThrow();
    return DataSource.of(this, wanted, folders);
  }

  @Override
  public String title() {
    return "English and German texts, and a dictionary";
  }

  @Override
  public String origin() {
    return "texts: https://github.com/multi30k/dataset, https://github.com/lmthang/bivec,"
        + " https://github.com/OpenNMT/OpenNMT-py; dictionary:"
        + " https://github.com/codogogo/xling-eval";
  }

  @Override
  public String licence() {
    return "various, of which some are for research only, so that it is neither bundled nor fetched";
  }

  @Override
  String byHand() {
    return "as some of it is for research only; download its parts from where 'moreau data list"
        + " words' says, and put them";
  }
}
