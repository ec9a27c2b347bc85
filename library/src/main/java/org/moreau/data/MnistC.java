package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.moreau.engine.MalformedFileException;

/**
 * MNIST-C: the 10,000 test images of MNIST after each of 15 corruptions, as published. A folder for
 * each corruption has them as {@code test_images.npy}, and their labels as {@code test_labels.npy}.
 *
 * <p>Source: Mu, Gilmer, "MNIST-C: a robustness benchmark for computer vision", 2019.
 */
public final class MnistC implements DataSet {
  /** The names of the corruptions, those of the folders. */
  public static final List<String> CORRUPTIONS =
      List.of(
          "shot_noise",
          "impulse_noise",
          "glass_blur",
          "motion_blur",
          "shear",
          "scale",
          "rotate",
          "brightness",
          "translate",
          "stripe",
          "fog",
          "spatter",
          "dotted_line",
          "zigzag",
          "canny_edges");

  private static final int NPY_HEADER = 128; // as NumPy pads it
  private static final int TEST = 10_000;
  private static final String HOME = "https://github.com/google-research/mnist-c";
  private static final PixelArrays ARRAYS = new PixelArrays(TEST, Mnist.SIDE, 1);

  /** The set, whose files are opened when an image is asked for. */
  public MnistC() {}

  /**
   * The test images after {@code corruption}.
   *
   * @throws IllegalArgumentException naming the corruptions, if there is none of this name
   * @throws MalformedFileException naming the file and what is wrong, if one is not whole
   */
  public ImageDataset test(String corruption, DataFolders folders) throws IOException {
    if (!CORRUPTIONS.contains(corruption)) {
      throw new IllegalArgumentException(
          "corruption must be one of " + String.join(", ", CORRUPTIONS) + ", got " + corruption);
    }
    return ARRAYS.read(
        DataSource.of(this, images(corruption), folders),
        DataSource.of(this, labels(corruption), folders),
        0,
        1);
  }

  private static DataFile images(String corruption) {
    int bytes = NPY_HEADER + TEST * Mnist.SIDE * Mnist.SIDE;
    return new DataFile(corruption + "/test_images.npy", bytes, null, true);
  }

  private static DataFile labels(String corruption) {
    int bytes = NPY_HEADER + TEST * Long.BYTES;
    return new DataFile(corruption + "/test_labels.npy", bytes, null, true);
  }

  @Override
  public String name() {
    return "mnist-c";
  }

  @Override
  public String title() {
    return "MNIST-C: the test images of MNIST after each of 15 corruptions";
  }

  @Override
  public String origin() {
    return "Norman Mu, Justin Gilmer; " + HOME;
  }

  @Override
  public String licence() {
    return "as its home page states; neither bundled nor fetched";
  }

  @Override
  public List<DataFile> files() {
    return CORRUPTIONS.stream().flatMap(name -> Stream.of(images(name), labels(name))).toList();
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
        "data set mnist-c is not fetched; download mnist_c.zip from "
            + HOME
            + " and unpack it in "
            + dataFolder
            + ", where it makes the folder "
            + folder());
  }

  /** Files are read, as they have no published checksums. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    return ARRAYS.verify(this, folders);
  }
}
