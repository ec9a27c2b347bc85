package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known about a data set before it is read: where it comes from, which files it has, and
 * how to get them. Its files lie in a folder of its name (with - or _) in one of the {@link
 * DataFolders}, plain or with the ending .gz.
 */
public interface DataSet {
  /** The name in commands, such as {@code japanese-vowels}. */
  String name();

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

  /**
   * Writes the files into a folder of the set's name under {@code dataFolder}, each whole or not at
   * all; the only use of the network, where the set is not bundled.
   *
   * @return the files written
   */
  List<Path> fetch(Path dataFolder) throws IOException;

  /** Compares the files that {@code folders} lead to with the published checksums. */
  default List<FileVerification> verify(DataFolders folders) throws IOException {
    List<FileVerification> results = new ArrayList<>();
    for (DataFile file : files()) {
      results.add(DataSource.verify(this, file, folders));
    }
    return results;
  }
}
