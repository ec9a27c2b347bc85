package org.moreau.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/**
 * Street view house numbers, cropped digits: MATLAB files with X [32, 32, 3, n] of bytes and y [n,
 * 1], in which a zero has the label 10. 73,257 to train, of which the last 6,000 are for
 * validation, and 26,032 to test; files of any other count are read too, and are not official. The
 * additional set is not used.
 */
public final class Svhn extends ManualDataSet implements ImageSet {
  /** The number of classes. */
  public static final int CLASSES = 10;

  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int TRAIN = 73_257;
  private static final int TEST = 26_032;
  private static final int VALIDATION = 6_000;
  private static final int ZERO = 10;
  private static final String HOME = "http://ufldl.stanford.edu/housenumbers/";
  private static final DataFile TRAIN_FILE =
      new DataFile("train_32x32.mat", 182_040_794, null, false);
  private static final DataFile TEST_FILE = new DataFile("test_32x32.mat", 64_275_384, null, true);

  /** The set, whose files are opened when its parts are asked for. */
  public Svhn() {
    super("svhn", List.of("svhn", "SVHN"), List.of(TRAIN_FILE, TEST_FILE));
  }

  @Override
  public ImageSplit development(DataFolders folders) throws IOException {
    ImageDataset known = images(DataSource.of(this, TRAIN_FILE, folders));
    return ImageSplit.atEnd(name(), known, known.size() == TRAIN, VALIDATION);
  }

  @Override
  public ImageDataset test(DataFolders folders) throws IOException {
    return images(DataSource.of(this, TEST_FILE, folders));
  }

  @Override
  public int publishedTest() {
    return TEST;
  }

  private static ImageDataset images(DataSource source) throws IOException {
    try (MatlabFile file = source.matlab();
        TensorScope scope = new TensorScope()) {
      Matrix x = file.matrix("X");
      int[] shape = x.getDimensions();
      int count = shape[shape.length - 1];
      if (x.getType() != MatlabType.UInt8
          || !Arrays.equals(shape, new int[] {SIDE, SIDE, CHANNELS, count})
          || count == 0) {
        throw new MalformedFileException(
            source.place()
                + ": X must be a matrix [32, 32, 3, n] of uint8, got "
                + Arrays.toString(shape)
                + " of "
                + x.getType());
      }
      byte[] pixels = new byte[x.getNumElements()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = x.getByte(i);
      }
      // MATLAB's first index runs fastest, so that columns come before rows.
      Tensor images =
          TensorData.of(pixels, count, CHANNELS, SIDE, SIDE).permute(0, 1, 3, 2).contiguous();
      return new ImageDataset(images, digits(file, count), CLASSES);
    }
  }

  private static int[] digits(MatlabFile file, int count) throws MalformedFileException {
    int[] labels = file.integers("y", file.matrix("y"), count, 1, ZERO);
    return Arrays.stream(labels).map(label -> label % ZERO).toArray();
  }

  @Override
  public String title() {
    return "SVHN: 99,289 colour images of digits on houses, cropped";
  }

  @Override
  public String origin() {
    return "Yuval Netzer and others, Stanford; " + HOME;
  }

  @Override
  public String licence() {
    return "for non-commercial use only, so that it is neither bundled nor fetched";
  }

  @Override
  String byHand() {
    return "as it is for non-commercial use only; download "
        + TRAIN_FILE.name()
        + " and "
        + TEST_FILE.name()
        + " from "
        + HOME;
  }

  /** Files are read, as they have no published checksums. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    return DataSource.verify(
        this,
        folders,
        (file, source) ->
            source.requireCount("images", file.test() ? TEST : TRAIN, images(source).size()));
  }
}
