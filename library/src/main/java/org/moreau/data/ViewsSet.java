package org.moreau.data;

import java.io.IOException;
import java.util.List;
import org.moreau.engine.MalformedFileException;

/** A source of labelled samples in several views, with a part to test on. */
public interface ViewsSet {
  /** The name in commands, such as {@code multiple-features}. */
  String name();

  /** The name in texts; it says so where the samples are generated from other ones. */
  String title();

  /** The names of its views. */
  List<String> viewNames();

  /** The views that are used where none are named. */
  default List<String> defaultViews() {
    return viewNames();
  }

  /** The data set whose files are read. */
  DataSet source();

  /**
   * The parts to train on and to make choices on, not normalised. Nothing of the test part is in
   * them.
   *
   * @param seed chooses all that the set's authors have not fixed
   * @throws MalformedFileException naming the file and the place, if a file is not whole
   */
  ViewsSplit development(DataFolders folders, long seed) throws IOException;

  /**
   * The part to test on that belongs to {@link #development} of the same seed, not normalised.
   *
   * @throws MalformedFileException naming the file and the place, if a file is not whole
   */
  ViewsDataset test(DataFolders folders, long seed) throws IOException;

  /** All that are known. */
  static List<ViewsSet> all() {
    return List.of(new MultipleFeatures(), new BbcNews(), new BbcSport(), new TwoViewMnist());
  }
}
