package org.moreau.cli;

import java.util.List;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;

/** Where a data set is, by the names of its files: their content is not read. */
enum DataPlace {
  FOLDER("here"),
  BUNDLED("bundled"),
  MISSING("missing");

  private final String word;

  DataPlace(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static DataPlace of(DataSet set, DataFolders folders) {
    boolean inFolders =
        set.files().stream()
            .allMatch(
                file ->
                    List.of(set.name(), set.name().replace('-', '_')).stream()
                        .anyMatch(f -> folders.find(f + "/" + file.name()).isPresent()));
    return inFolders ? FOLDER : set.bundled() ? BUNDLED : MISSING;
  }

  /**
   * Checks that {@code set} is there.
   *
   * @throws IllegalArgumentException saying where it was looked for and how to get it
   */
  static void require(DataSet set, DataFolders folders) {
    if (of(set, folders) == MISSING) {
      throw new IllegalArgumentException(
          "the data set "
              + set.name()
              + " is not in "
              + folders
              + "; get it with: moreau data fetch "
              + set.name());
    }
  }
}
