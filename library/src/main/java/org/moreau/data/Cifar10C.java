package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.moreau.engine.MalformedFileException;

/**
 * CIFAR-10-C: the 10,000 test images of CIFAR-10 after each of 19 corruptions in five severities,
 * as published. A file for each corruption has the severities one after the other; {@code
 * labels.npy} has the labels of all 50,000 images in a file.
 *
 * <p>Source: Hendrycks, Dietterich, "Benchmarking neural network robustness to common corruptions
 * and perturbations", 2019.
 */
public final class Cifar10C implements DataSet {
  /** The names of the corruptions, those of the files: 15, then 4 that were meant for tuning. */
  public static final List<String> CORRUPTIONS =
      List.of(
          "gaussian_noise",
          "shot_noise",
          "impulse_noise",
          "defocus_blur",
          "glass_blur",
          "motion_blur",
          "zoom_blur",
          "snow",
          "frost",
          "fog",
          "brightness",
          "contrast",
          "elastic_transform",
          "pixelate",
          "jpeg_compression",
          "speckle_noise",
          "gaussian_blur",
          "spatter",
          "saturate");

  /** The number of severities, the lowest one first. */
  public static final int SEVERITIES = 5;

  private static final int NPY_HEADER = 128; // as NumPy pads it
  private static final int IMAGES = 50_000;
  private static final String HOME = "https://zenodo.org/record/2535967";
  private static final PixelArrays ARRAYS = new PixelArrays(IMAGES, 32, 3);
  private static final DataFile LABELS =
      new DataFile("labels.npy", NPY_HEADER + IMAGES, null, true);

  /** The set, whose files are opened when an image is asked for. */
  public Cifar10C() {}

  /**
   * The test images after {@code corruption}. The whole file is read, 154 MB.
   *
   * @param severity from 1, the lowest, to {@link #SEVERITIES}
   * @throws IllegalArgumentException naming the corruptions, if there is none of this name
   * @throws MalformedFileException naming the file and what is wrong, if one is not whole
   */
  public ImageDataset test(String corruption, int severity, DataFolders folders)
      throws IOException {
    if (!CORRUPTIONS.contains(corruption)) {
      throw new IllegalArgumentException(
          "corruption must be one of " + String.join(", ", CORRUPTIONS) + ", got " + corruption);
    }
    if (severity < 1 || severity > SEVERITIES) {
      throw new IllegalArgumentException(
          "severity must be from 1 to " + SEVERITIES + ", got " + severity);
    }
    return ARRAYS.read(
        DataSource.of(this, images(corruption), folders),
        DataSource.of(this, LABELS, folders),
        severity - 1,
        SEVERITIES);
  }

  private static DataFile images(String corruption) {
    return new DataFile(corruption + ".npy", NPY_HEADER + IMAGES * Cifar10.PIXELS, null, true);
  }

  @Override
  public String name() {
    return "cifar10-c";
  }

  @Override
  public List<String> folders() {
    return List.of(folder(), "CIFAR-10-C");
  }

  @Override
  public String title() {
    return "CIFAR-10-C: the test images of CIFAR-10 after each of 19 corruptions";
  }

  @Override
  public String origin() {
    return "Dan Hendrycks, Thomas Dietterich; " + HOME;
  }

  @Override
  public String licence() {
    return "CC BY 4.0; neither bundled nor fetched, as it has 3 GB";
  }

  @Override
  public List<DataFile> files() {
    return Stream.concat(CORRUPTIONS.stream().map(Cifar10C::images), Stream.of(LABELS)).toList();
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
        "data set cifar10-c is not fetched, as it has 3 GB; download CIFAR-10-C.tar from "
            + HOME
            + " and unpack it in "
            + dataFolder
            + ", where it makes the folder CIFAR-10-C");
  }

  /** Files are read, as they have no published checksums. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    return ARRAYS.verify(this, folders);
  }
}
