package org.moreau.cli.study;

import java.io.IOException;
import org.moreau.data.ImageDataset;
import org.moreau.data.ImageSplit;
import org.moreau.data.Mnist;
import org.moreau.data.PixelScaling;
import org.moreau.engine.Seeds;

/** MNIST as the studies of PathProx read it. */
final class DigitImages {
  private DigitImages() {}

  /**
   * Which images are used.
   *
   * @param perClass training images of each class, drawn by the seed; 0 for all
   * @param validation the first so many validation images; 0 for all
   */
  record Use(int perClass, int validation) {}

  /** Leaves the test part closed; as {@link #load} otherwise. */
  static ImageData development(StudyContext context, Use use, long seed) throws IOException {
    return read(context, use, seed, false);
  }

  /** The images, scaled to mean 0 and deviation 1 over the whole training part. */
  static ImageData load(StudyContext context, Use use, long seed) throws IOException {
    return read(context, use, seed, true);
  }

  private static ImageData read(StudyContext context, Use use, long seed, boolean withTest)
      throws IOException {
    Mnist set = new Mnist();
    ImageSplit split = set.development(context.data());
    PixelScaling scaling = PixelScaling.of(split.train());
    ImageDataset train = split.train().scaledBy(scaling);
    String label = split.official() ? "MNIST" : "MNIST subset";
    if (use.perClass > 0) {
      train = train.perClass(use.perClass, Seeds.random(seed, "subset"));
      label = "MNIST subset, " + use.perClass + " training images of each class";
    }
    ImageDataset validation = split.validation().first(use.validation).scaledBy(scaling);
    ImageSplit used = new ImageSplit(train, validation, split.official());
    ImageDataset test = withTest ? set.test(context.data()).scaledBy(scaling) : null;
    boolean official = split.official() && (test == null || test.size() == set.publishedTest());
    return new ImageData(set, label, official, used, test);
  }
}
