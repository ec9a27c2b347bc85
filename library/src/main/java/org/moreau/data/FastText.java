package org.moreau.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Predicate;
import org.moreau.engine.MalformedFileException;
import org.moreau.text.BilingualDictionary;
import org.moreau.text.VecFile;
import org.moreau.text.WordVectors;

/**
 * Word vectors of fastText, of 300 numbers, as a person has them: wiki.en.vec and wiki.de.vec, and
 * a dictionary en-de.txt, a line for each English word with a German one. Files of any size are
 * read as a stream.
 */
public final class FastText extends ManualDataSet {
  private static final DataFile DICTIONARY = new DataFile("en-de.txt", 0, null, false);

  /** The set, whose files are opened when they are asked for. */
  public FastText() {
    super(
        "fasttext",
        List.of("fasttext"),
        List.of(vectorFile(Language.ENGLISH), vectorFile(Language.GERMAN), DICTIONARY));
  }

  private static DataFile vectorFile(Language language) {
    return new DataFile("wiki." + language.code() + ".vec", 0, null, false);
  }

  /**
   * The vectors of the first {@code limit} words that are {@code wanted}, of some 2 million; the
   * most frequent stand first.
   *
   * @throws MalformedFileException naming the file and the line, if it is not whole
   */
  public WordVectors vectors(
      DataFolders folders, Language language, int limit, Predicate<String> wanted)
      throws IOException {
    return vectors(DataSource.of(this, vectorFile(language), folders), limit, wanted);
  }

  private static WordVectors vectors(DataSource source, int limit, Predicate<String> wanted)
      throws IOException {
    try (InputStream in = source.content().open()) {
      return VecFile.read(source.place(), in, limit, wanted);
    } catch (IOException e) {
      throw source.named(e);
    }
  }

  /**
   * English words with German ones.
   *
   * @throws MalformedFileException naming the file and the line, if it is not whole
   */
  public BilingualDictionary dictionary(DataFolders folders) throws IOException {
    return dictionary(DataSource.of(this, DICTIONARY, folders));
  }

  private static BilingualDictionary dictionary(DataSource source) throws IOException {
    return BilingualDictionary.parse(source.place(), source.lines());
  }

  @Override
  public String title() {
    return "fastText: word vectors of English and German Wikipedia, and a dictionary";
  }

  @Override
  public String origin() {
    return "https://fasttext.cc/docs/en/pretrained-vectors.html; dictionary:"
        + " https://github.com/facebookresearch/MUSE";
  }

  @Override
  public String licence() {
    return "CC BY-SA 3.0 and CC BY-NC 4.0, so that it is neither bundled nor fetched";
  }

  @Override
  String byHand() {
    return "as it takes 12 GB; download wiki.en.vec and wiki.de.vec from"
        + " https://fasttext.cc/docs/en/pretrained-vectors.html and en-de.txt from"
        + " https://github.com/facebookresearch/MUSE";
  }

  /** Files are read, as they have no published checksums. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    return DataSource.verify(
        this,
        folders,
        (file, source) -> {
          if (file.equals(DICTIONARY)) {
            dictionary(source);
          } else {
            vectors(source, Integer.MAX_VALUE, word -> false);
          }
        });
  }
}
