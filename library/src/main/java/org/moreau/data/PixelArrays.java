package org.moreau.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * Files of NumPy's with images [count, side, side, channels] of bytes, and files with their labels
 * [count], whose names have "labels" in them.
 *
 * @param count the published one; others are read too
 */
record PixelArrays(int count, int side, int channels) {
  private static final int CLASSES = 10;

  /**
   * One of {@code parts} parts in a row of the same length.
   *
   * @param part from 0
   * @throws MalformedFileException naming the file and what is wrong, if one is not whole
   */
  ImageDataset read(DataSource images, DataSource labels, int part, int parts) throws IOException {
    try (TensorScope scope = new TensorScope()) {
      Tensor pixels = pixels(images);
      int[] digits = digits(labels);
      if (digits.length != pixels.size(0)) {
        throw new MalformedFileException(
            labels.place()
                + ": there must be a label for each of the "
                + pixels.size(0)
                + " images of "
                + images.place()
                + ", got "
                + digits.length);
      }
      if (digits.length < parts || digits.length % parts != 0) {
        throw new MalformedFileException(
            images.place()
                + ": the images must be a multiple of "
                + parts
                + ", as many of each severity, got "
                + digits.length);
      }
      int size = digits.length / parts;
      return new ImageDataset(
          pixels.narrow(0, (long) part * size, size).permute(0, 3, 1, 2).contiguous(),
          Arrays.copyOfRange(digits, part * size, (part + 1) * size),
          CLASSES);
    }
  }

  private Tensor pixels(DataSource source) throws IOException {
    Tensor pixels = source.array();
    long[] shape = pixels.shape();
    if (pixels.scalar_type().intern() != ScalarType.Byte
        || shape.length != 4
        || !Arrays.equals(shape, new long[] {shape[0], side, side, channels})) {
      throw new MalformedFileException(
          source.place()
              + ": the images must be an array [any, "
              + side
              + ", "
              + side
              + ", "
              + channels
              + "] of the type Byte, got "
              + Arrays.toString(shape)
              + " of "
              + pixels.scalar_type().intern());
    }
    return pixels;
  }

  private static int[] digits(DataSource source) throws IOException {
    Tensor array = source.array();
    if (array.dim() != 1 || array.is_floating_point()) {
      throw new MalformedFileException(
          source.place()
              + ": the labels must be an array [any] of integers, got "
              + Arrays.toString(array.shape())
              + " of "
              + array.scalar_type().intern());
    }
    long[] labels = TensorData.longs(array);
    int[] digits = new int[labels.length];
    for (int i = 0; i < digits.length; i++) {
      if (labels[i] < 0 || labels[i] >= CLASSES) {
        throw new MalformedFileException(
            source.place() + " label " + (i + 1) + ": it must be from 0 to 9, got " + labels[i]);
      }
      digits[i] = (int) labels[i];
    }
    return digits;
  }

  /** Reads the files of {@code set}, which have no published checksums. */
  List<FileVerification> verify(DataSet set, DataFolders folders) throws IOException {
    return DataSource.verify(
        set,
        folders,
        (file, source) -> {
          try (TensorScope scope = new TensorScope()) {
            if (file.name().contains("labels")) {
              source.requireCount("labels", count, digits(source).length);
            } else {
              source.requireCount("images", count, pixels(source).size(0));
            }
          }
        });
  }
}
