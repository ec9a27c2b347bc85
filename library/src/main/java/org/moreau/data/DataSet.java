package org.moreau.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known about a data set before it is read: where it comes from, which files it has, and
 * how to get them. All its files lie in {@link #folder} of one of the {@link DataFolders}, plain or
 * with the ending .gz.
 */
public interface DataSet {
  /** The name in commands, such as {@code japanese-vowels}. */
  String name();

  /** The folder of its files in a data folder: its name with _ for -. */
  default String folder() {
    return name().replace('-', '_');
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

  /**
   * Writes the files into {@link #folder} of {@code dataFolder}, which is made where it is missing:
   * all of them or, on failure, none; the only use of the network, where the set is not bundled.
   *
   * @return the files written
   */
  List<Path> fetch(Path dataFolder) throws IOException;

  /**
   * Checks that all files are there; their content is not read.
   *
   * @throws FileNotFoundException saying where they were looked for and how to get them
   */
  default void require(DataFolders folders) throws FileNotFoundException {
    for (DataFile file : files()) {
      DataSource.of(this, file, folders);
    }
  }

  /** Compares the files that {@code folders} lead to with the published checksums. */
  default List<FileVerification> verify(DataFolders folders) throws IOException {
    List<FileVerification> results = new ArrayList<>();
    for (DataFile file : files()) {
      results.add(DataSource.verify(this, file, folders));
    }
    return results;
  }
}
