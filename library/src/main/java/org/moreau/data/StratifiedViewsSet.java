package org.moreau.data;

import java.io.IOException;
import java.util.List;
import org.moreau.engine.Seeds;

/**
 * Samples that are published without a split: a fifth of each class is for the test, and a fifth of
 * the rest for validation, both drawn by the seed.
 */
abstract class StratifiedViewsSet extends ManualDataSet implements ViewsSet {
  private static final double SHARE = 0.2;

  StratifiedViewsSet(String name, List<String> folders, List<DataFile> files) {
    super(name, folders, files);
  }

  /** All samples. */
  abstract ViewsDataset samples(DataFolders folders) throws IOException;

  @Override
  public final DataSet source() {
    return this;
  }

  @Override
  public final ViewsSplit development(DataFolders folders, long seed) throws IOException {
    return ViewsSplit.stratified(
        split(folders, seed).train(), SHARE, Seeds.random(seed, name(), "validation"));
  }

  @Override
  public final ViewsDataset test(DataFolders folders, long seed) throws IOException {
    return split(folders, seed).validation();
  }

  private ViewsSplit split(DataFolders folders, long seed) throws IOException {
    return ViewsSplit.stratified(samples(folders), SHARE, Seeds.random(seed, name(), "test"));
  }
}
