package org.moreau.cli.study;

import java.io.IOException;
import org.moreau.data.DataFolders;
import org.moreau.data.ImageDataset;
import org.moreau.data.ImageSet;
import org.moreau.data.ImageSplit;
import org.moreau.data.PixelScaling;
import org.moreau.engine.Seeds;

/**
 * Images scaled to mean 0 and deviation 1 in each colour over the whole training part, as the
 * studies of PathProx read them.
 *
 * @param title the set's name in texts
 */
record ScaledImages(ImageSet set, String title) {
  /**
   * Which images are used.
   *
   * @param perClass training images of each class, drawn by the seed; 0 for all
   * @param validation the first so many validation images; 0 for all
   * @param test the first so many test images, likewise
   */
  record Use(int perClass, int validation, int test) {}

  /** All parts. */
  ImageData load(DataFolders folders, Use use, long seed) throws IOException {
    return read(folders, use, seed, true);
  }

  /** The same with the test part left closed. */
  ImageData development(DataFolders folders, Use use, long seed) throws IOException {
    return read(folders, use, seed, false);
  }

  private ImageData read(DataFolders folders, Use use, long seed, boolean withTest)
      throws IOException {
    ImageSplit split = set.development(folders);
    PixelScaling scaling = PixelScaling.of(split.train());
    ImageDataset train = split.train().scaledBy(scaling);
    String label = split.official() ? title : title + " subset";
    if (use.perClass > 0) {
      train = train.perClass(use.perClass, Seeds.random(seed, "subset"));
      label = title + " subset, " + use.perClass + " training images of each class";
    }
    ImageDataset validation = split.validation().first(use.validation).scaledBy(scaling);
    ImageDataset test = withTest ? set.test(folders).first(use.test).scaledBy(scaling) : null;
    boolean official =
        split.official() && use.test == 0 && (test == null || test.size() == set.publishedTest());
    ImageSplit used = new ImageSplit(train, validation, split.official());
    return new ImageData(set, label, official, used, test);
  }
}
