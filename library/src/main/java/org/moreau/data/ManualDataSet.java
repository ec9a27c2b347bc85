package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A data set whose files a person puts into a data folder: neither bundled nor fetched. */
abstract class ManualDataSet implements DataSet {
  private final String name;
  private final List<String> folders;
  private final List<DataFile> files;

  ManualDataSet(String name, List<String> folders, List<DataFile> files) {
    this.name = name;
    this.folders = List.copyOf(folders);
    this.files = List.copyOf(files);
  }

  /** Why it is not fetched, and where to get it: "as ...; download ...". */
  abstract String byHand();

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final List<String> folders() {
    return folders;
  }

  @Override
  public final String folder() {
    return folders.get(0);
  }

  @Override
  public final List<DataFile> files() {
    return files;
  }

  @Override
  public final boolean bundled() {
    return false;
  }

  @Override
  public final boolean fetchable() {
    return false;
  }

  @Override
  public final List<Path> fetch(Path dataFolder) throws IOException {
    throw new IOException(
        "data set "
            + name
            + " is not fetched, "
            + byHand()
            + " into "
            + dataFolder.resolve(folder()));
  }
}
