package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.moreau.corruption.Corruptions;
import org.moreau.data.Cifar10;
import org.moreau.data.Cifar10C;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.ImageDataset;
import org.moreau.data.ImageSet;
import org.moreau.data.Mnist;
import org.moreau.data.MnistC;

/**
 * The test images of a task after corruptions: as published where the user has the files; of MNIST
 * else generated, which their name says.
 *
 * @param origin the first word of the names of results
 * @param note what a reader of the results must know
 * @param corruptions none, if there are no corrupted images
 */
record CorruptedTest(String origin, String note, List<String> corruptions, Reader reader) {
  /** What the mean over all corruptions is called. */
  static final String MEAN = "mean";

  private static final int CHANGES = 15; // CIFAR-10-C has four more, meant for tuning
  private static final String GENERATED = "generated";
  private static final long SEED = 0; // the same images for every seed of a run

  /** Makes or reads the images of one corruption, a set for each severity. */
  @FunctionalInterface
  interface Reader {
    List<ImageDataset> read(String corruption) throws IOException;
  }

  /** The published files that a task's results can be had from, if they are here. */
  static List<DataSet> files(ImageSet set, DataFolders folders) {
    Map<String, DataSet> known =
        Map.of(new Mnist().name(), new MnistC(), Cifar10.official().name(), new Cifar10C());
    DataSet published = known.get(set.name());
    return published != null && folders.folderOf(published).isPresent()
        ? List.of(published)
        : List.of();
  }

  /**
   * The corruptions of {@code test}.
   *
   * @param set what {@code test} is of, or is the first images of
   */
  static CorruptedTest of(ImageSet set, ImageDataset test, DataFolders folders) {
    boolean published = !files(set, folders).isEmpty();
    if (set instanceof Mnist) {
      return published ? mnistC(test, folders) : generated(test);
    }
    if (published) {
      return cifar10C(test, folders);
    }
    String reason =
        set instanceof Cifar10
            ? set.name().equals(Cifar10.official().name())
                ? "CIFAR-10-C is not here"
                : "CIFAR-10-C is of the official test images, some of which "
                    + set.name()
                    + " learns"
            : "there are none of " + set.name();
    return new CorruptedTest(
        "none", "no corrupted columns: " + reason, List.of(), corruption -> List.of());
  }

  private static CorruptedTest generated(ImageDataset test) {
    return new CorruptedTest(
        GENERATED,
        "corruptions generated from the test images, not the published MNIST-C",
        MnistC.CORRUPTIONS,
        corruption -> List.of(Corruptions.named(corruption).apply(test, SEED)));
  }

  private static CorruptedTest mnistC(ImageDataset test, DataFolders folders) {
    return new CorruptedTest(
        "mnist_c",
        "corruptions of MNIST-C as published",
        MnistC.CORRUPTIONS,
        corruption -> List.of(like(test, new MnistC().test(corruption, folders), corruption)));
  }

  private static CorruptedTest cifar10C(ImageDataset test, DataFolders folders) {
    return new CorruptedTest(
        "cifar10_c",
        "corruptions of CIFAR-10-C as published, mean of 5 severities",
        Cifar10C.CORRUPTIONS.subList(0, CHANGES),
        corruption -> {
          List<ImageDataset> sets = new ArrayList<>();
          for (int severity : IntStream.rangeClosed(1, Cifar10C.SEVERITIES).toArray()) {
            ImageDataset images = new Cifar10C().test(corruption, severity, folders);
            sets.add(like(test, images, corruption));
          }
          return sets;
        });
  }

  /**
   * As many of {@code images} as there are in {@code test}, scaled in the same way.
   *
   * @throws IllegalArgumentException if there are fewer, or labels show that they are others
   */
  private static ImageDataset like(ImageDataset test, ImageDataset images, String corruption) {
    String rule = "the images of " + corruption + " must be the test images in their order, ";
    if (images.size() < test.size()) {
      throw new IllegalArgumentException(
          rule + test.size() + " and more, got " + images.size() + "; use the published files");
    }
    for (int i = 0; i < test.size(); i++) {
      if (images.label(i) != test.label(i)) {
        throw new IllegalArgumentException(
            rule
                + "got one labelled "
                + images.label(i)
                + " for test image "
                + (i + 1)
                + " of class "
                + test.label(i)
                + "; use the published files");
      }
    }
    return images.first(test.size()).scaledLike(test);
  }

  /** Reads one corruption of published files, so that wrong ones are known before hours of work. */
  void check() throws IOException {
    if (!corruptions.isEmpty() && !origin.equals(GENERATED)) {
      reader.read(corruptions.get(0));
    }
  }

  /** The name of the accuracy under {@code corruption}, in percent. */
  String metric(String corruption) {
    return origin + "_" + corruption;
  }
}
