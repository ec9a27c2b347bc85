package org.moreau.cli;

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
    if (folders.folderOf(set).isEmpty()) {
      return set.bundled() ? BUNDLED : MISSING;
    }
    boolean whole = set.files().stream().allMatch(file -> folders.find(set, file).isPresent());
    return whole ? FOLDER : PARTLY;
  }
}
