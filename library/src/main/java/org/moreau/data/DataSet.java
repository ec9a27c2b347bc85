package org.moreau.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is known about a data set before it is read: where it comes from, which files it has, and
 * how to get them. All its files are taken from one place: the first of the {@link DataFolders}
 * whose {@link #folders} have any of them, plain or with the ending .gz, else the library's jar.
 */
public interface DataSet {
  /** The name in commands, such as {@code japanese-vowels}. */
  String name();

  /** Its folder in a data folder: the name with _ for -, such as {@code japanese_vowels}. */
  default String folder() {
    return name().replace('-', '_');
  }

  /** The names that its folder may have; {@link #folder} is the first. */
  default List<String> folders() {
    return List.of(folder());
  }

  /** The name in texts, and what the set holds. */
  String title();

  /** Who made it, and its home page. */
  String origin();

  /** Under which licence it is given. */
  String licence();

  /** Its files. */
  List<DataFile> files();

  /** Whether the library's own jar holds the files. */
  boolean bundled();

  /** Whether {@link #fetch} can get the files; if not, it fails saying how to get them by hand. */
  default boolean fetchable() {
    return true;
  }

  /** What a message that the set is missing ends with: how to get it. */
  default String howToGet() {
    return fetchable()
        ? "get it with: moreau data fetch " + name()
        : "how to get it by hand is said by: moreau data fetch " + name();
  }

  /**
   * Writes the files into {@link #folder} under {@code dataFolder}, which is made if needed: all of
   * them or, where that fails, none that was not there before. The only use of the network, where
   * the set is not bundled.
   *
   * @return the files written
   */
  List<Path> fetch(Path dataFolder) throws IOException;

  /**
   * {@code file} as {@code folders} lead to it.
   *
   * @throws FileNotFoundException saying where it was looked for and how to get it
   */
  default FoundFile find(DataFile file, DataFolders folders) throws IOException {
    DataSource source = DataSource.of(this, file, folders);
    return new FoundFile(file, source.place(), source.sha256());
  }

  /**
   * Compares the files that {@code folders} lead to with the published checksums, and where there
   * are none, with what else is known of them.
   */
  default List<FileVerification> verify(DataFolders folders) throws IOException {
    return DataSource.verify(this, folders, (file, source) -> source.requirePublished(file));
  }
}
