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

  /** Leaves the test part closed; as {@link #load} otherwise. */
  static ImageData development(StudyContext context, int perClass, long seed) throws IOException {
    return read(context, perClass, seed, false);
  }

  /**
   * The images, scaled to mean 0 and deviation 1 over the whole training part.
   *
   * @param perClass training images of each class, drawn by the seed; 0 for all
   */
  static ImageData load(StudyContext context, int perClass, long seed) throws IOException {
    return read(context, perClass, seed, true);
  }

  private static ImageData read(StudyContext context, int perClass, long seed, boolean withTest)
      throws IOException {
    Mnist set = new Mnist();
    ImageSplit split = set.development(context.data());
    PixelScaling scaling = PixelScaling.of(split.train());
    ImageDataset train = split.train().scaledBy(scaling);
    String label = split.official() ? "MNIST" : "MNIST subset";
    if (perClass > 0) {
      train = train.perClass(perClass, Seeds.random(seed, "subset"));
      label = "MNIST subset, " + perClass + " training images of each class";
    }
    ImageSplit used = new ImageSplit(train, split.validation().scaledBy(scaling), split.official());
    ImageDataset test = withTest ? set.test(context.data()).scaledBy(scaling) : null;
    boolean official = split.official() && (test == null || test.size() == set.publishedTest());
    return new ImageData(set, label, official, used, test);
  }
}
