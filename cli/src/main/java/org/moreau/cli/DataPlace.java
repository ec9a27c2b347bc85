package org.moreau.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;

/** Where a data set is, by the names of its files: their content is not read. */
enum DataPlace {
  FOLDER("here"),
  PARTLY("incomplete"),
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
    Optional<Path> folder = folders.holding(set);
    if (folder.isEmpty()) {
      return set.bundled() ? BUNDLED : MISSING;
    }
    DataFolders holding = new DataFolders(List.of(folder.get()));
    boolean whole =
        set.files().stream()
            .allMatch(file -> holding.find(set.folder() + "/" + file.name()).isPresent());
    return whole ? FOLDER : PARTLY;
  }
}
