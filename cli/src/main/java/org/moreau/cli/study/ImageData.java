package org.moreau.cli.study;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.Cifar10;
import org.moreau.data.DataFolders;
import org.moreau.data.ImageDataset;
import org.moreau.data.ImageSet;
import org.moreau.data.ImageSplit;

/**
 * CIFAR-10 as a study reads it: the official set or, where only that is there, a subset.
 *
 * @param label what its results must be called
 * @param official whether all that was opened is as published; else it is not comparable
 * @param test null as long as choices are made
 */
record ImageData(
    ImageSet set, String label, boolean official, ImageSplit split, @Nullable ImageDataset test) {

  /** The names of the data sets that a study reads. */
  static List<String> sets(DataFolders folders) {
    return List.of(Cifar10.in(folders).name());
  }

  /**
   * Reads all parts.
   *
   * @param trainImages the first so many of the training images; 0 for all
   */
  static ImageData load(DataFolders folders, int trainImages) throws IOException {
    ImageData known = development(folders, trainImages);
    ImageDataset test = known.set.test(folders);
    boolean official = known.split.official() && test.size() == known.set.publishedTest();
    return new ImageData(known.set, label(official, trainImages), official, known.split, test);
  }

  /** Leaves the test part closed. */
  static ImageData development(DataFolders folders, int trainImages) throws IOException {
    Cifar10 set = Cifar10.in(folders);
    ImageSplit split = set.development(folders);
    if (trainImages > split.train().size()) {
      throw new IllegalArgumentException(
          "train-images must be at most "
              + split.train().size()
              + ", the training images of "
              + set.name()
              + ", got "
              + trainImages);
    }
    boolean official = split.official();
    String label = label(official, trainImages);
    if (trainImages == 0) {
      return new ImageData(set, label, official, split, null);
    }
    ImageDataset first = split.train().range(0, trainImages);
    return new ImageData(
        set, label, official, new ImageSplit(first, split.validation(), official), null);
  }

  private static String label(boolean official, int trainImages) {
    return (official ? "CIFAR-10" : "CIFAR-10 subset")
        + (trainImages == 0 ? "" : ", " + trainImages + " training images");
  }

  /** Says in the summary and above the table what the results are of. */
  void describe(Summary summary) {
    int tested = test == null ? 0 : test.size();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("label", label);
    facts.put("train", split.train().size());
    facts.put("validation", split.validation().size());
    facts.put("test", tested);
    summary.data(set.name(), facts);
    summary.note(
        label
            + " (train "
            + split.train().size()
            + ", validation "
            + split.validation().size()
            + (tested > 0 ? ", test " + tested : "")
            + (official ? ")" : "; not the official set: not comparable with the paper)"));
  }
}
