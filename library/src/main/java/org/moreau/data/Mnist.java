package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * MNIST in its idx layout: handwritten digits of 28 x 28 grey values, 0 for the background. 60,000
 * to train, of which the last 5,000 are for validation, and 10,000 to test; files of any other
 * count are read too, and are not official.
 */
public final class Mnist implements ImageSet {
  /** The number of classes. */
  public static final int CLASSES = 10;

  /** The rows and the columns of an image. */
  public static final int SIDE = 28;

  private static final int TRAIN = 60_000;
  private static final int TEST = 10_000;
  private static final int VALIDATION = 5_000;
  private static final String HOME = "https://yann.lecun.com/exdb/mnist/";

  private static final DataFile TRAIN_IMAGES =
      new DataFile(
          "train-images-idx3-ubyte",
          16 + TRAIN * SIDE * SIDE,
          "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          false);
  private static final DataFile TRAIN_LABELS =
      new DataFile(
          "train-labels-idx1-ubyte",
          8 + TRAIN,
          "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          false);
  private static final DataFile TEST_IMAGES =
      new DataFile(
          "t10k-images-idx3-ubyte",
          16 + TEST * SIDE * SIDE,
          "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          true);
  private static final DataFile TEST_LABELS =
      new DataFile(
          "t10k-labels-idx1-ubyte",
          8 + TEST,
          "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
          true);

  /** The set, whose files are opened when its parts are asked for. */
  public Mnist() {}

  @Override
  public ImageSplit development(DataFolders folders) throws IOException {
    ImageDataset known = images(TRAIN_IMAGES, TRAIN_LABELS, folders);
    return ImageSplit.atEnd(name(), known, known.size() == TRAIN, VALIDATION);
  }

  @Override
  public ImageDataset test(DataFolders folders) throws IOException {
    return images(TEST_IMAGES, TEST_LABELS, folders);
  }

  @Override
  public int publishedTest() {
    return TEST;
  }

  private ImageDataset images(DataFile imageFile, DataFile labelFile, DataFolders folders)
      throws IOException {
    IdxFile images = IdxFile.read(DataSource.of(this, imageFile, folders), 3);
    IdxFile labels = IdxFile.read(DataSource.of(this, labelFile, folders), 1);
    int count = images.sizes()[0];
    if (images.sizes()[1] != SIDE || images.sizes()[2] != SIDE) {
      throw new MalformedFileException(
          images.place()
              + ": the images must be of 28 x 28, got "
              + images.sizes()[1]
              + " x "
              + images.sizes()[2]);
    }
    if (labels.sizes()[0] != count) {
      throw new MalformedFileException(
          labels.place()
              + ": there must be a label for each of the "
              + count
              + " images of "
              + images.place()
              + ", got "
              + labels.sizes()[0]);
    }
    try (TensorScope scope = new TensorScope()) {
      return new ImageDataset(
          TensorData.of(images.values(), count, 1, SIDE, SIDE), digits(labels), CLASSES);
    }
  }

  private static int[] digits(IdxFile labels) throws MalformedFileException {
    int[] digits = new int[labels.values().length];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = labels.values()[i] & 0xFF;
      if (digits[i] >= CLASSES) {
        throw new MalformedFileException(
            labels.place() + " label " + (i + 1) + ": it must be from 0 to 9, got " + digits[i]);
      }
    }
    return digits;
  }

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public List<String> folders() {
    return List.of("mnist", "MNIST", "MNIST/raw");
  }

  @Override
  public String title() {
    return "MNIST: 70,000 handwritten digits";
  }

  @Override
  public String origin() {
    return "Yann LeCun, Corinna Cortes, Christopher Burges; " + HOME;
  }

  @Override
  public String licence() {
    return "none stated there, CC BY-SA 3.0 by common account: neither bundled nor fetched";
  }

  @Override
  public List<DataFile> files() {
    return List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);
  }

  @Override
  public boolean bundled() {
    return false;
  }

  @Override
  public boolean fetchable() {
    return false;
  }

  @Override
  public List<Path> fetch(Path dataFolder) throws IOException {
    throw new IOException(
        "data set mnist is not fetched, as its authors state no licence; download its four .gz"
            + " files from "
            + HOME
            + " or a mirror of it into "
            + dataFolder.resolve(folder())
            + ", and compare them with the originals with: moreau data verify mnist --data "
            + dataFolder);
  }
}
