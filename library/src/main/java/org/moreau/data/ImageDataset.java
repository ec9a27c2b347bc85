package org.moreau.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * Images of one size with a label each, from 0. They are kept as bytes on the CPU, in memory that
 * no scope frees and that parts of a data set share.
 */
public final class ImageDataset {
  private final Tensor images; // [n, channels, height, width] uint8
  private final int[] labels;
  private final int classes;
  private final @Nullable PixelScaling scaling;

  /**
   * The images [n, channels, height, width] uint8 on the CPU, which must not change later.
   *
   * @throws IllegalArgumentException unless there is a label below {@code classes} for each image,
   *     and at least one image
   */
  public ImageDataset(Tensor images, int[] labels, int classes) {
    this(images, labels, classes, null);
  }

  private ImageDataset(Tensor images, int[] labels, int classes, @Nullable PixelScaling scaling) {
    Check.shape("images", images, labels.length, -1, -1, -1);
    if (images.scalar_type().intern() != ScalarType.Byte) {
      throw new IllegalArgumentException(
          "images must have the type Byte, got " + images.scalar_type().intern());
    }
    Check.positive("the number of images", labels.length);
    Check.positive("classes", classes);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label of image " + i + " must be from 0 to " + (classes - 1) + ", got " + labels[i]);
      }
    }
    this.images = TensorScope.own(images);
    this.labels = labels.clone();
    this.classes = classes;
    this.scaling = scaling;
  }

  /** The number of images. */
  public int size() {
    return labels.length;
  }

  /** The colours of an image. */
  public int channels() {
    return (int) images.size(1);
  }

  /** The rows of an image. */
  public int height() {
    return (int) images.size(2);
  }

  /** The columns of an image. */
  public int width() {
    return (int) images.size(3);
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  /** The label of the image at {@code index}. */
  public int label(int index) {
    return labels[index];
  }

  /** All images [n, channels, height, width] uint8 on the CPU, not to be written to. */
  public Tensor images() {
    return images;
  }

  /** A set of as many other images of the same size, with the labels of these. */
  public ImageDataset withImages(Tensor others) {
    Check.shape("images", others, images.shape());
    return new ImageDataset(others, labels, classes, scaling);
  }

  /** The same images, which {@link #batch} scales. */
  public ImageDataset scaledBy(PixelScaling other) {
    return new ImageDataset(images, labels, classes, other);
  }

  /** The same images, which {@link #batch} scales as those of {@code other}. */
  public ImageDataset scaledLike(ImageDataset other) {
    return new ImageDataset(images, labels, classes, other.scaling);
  }

  /** How {@link #batch} scales bytes; null where a byte b becomes b / 255. */
  public @Nullable PixelScaling scaling() {
    return scaling;
  }

  /** The first {@code count} images, or as many as there are; all for 0. */
  public ImageDataset first(int count) {
    return count == 0 || count >= size() ? this : range(0, count);
  }

  /** The images from {@code from}, the first of them, to {@code to}, the first beyond. */
  public ImageDataset range(int from, int to) {
    if (from < 0 || to <= from || to > size()) {
      throw new IllegalArgumentException(
          "a range of images must lie in 0 to "
              + size()
              + " and not be empty, got "
              + from
              + " to "
              + to);
    }
    try (TensorScope scope = new TensorScope()) {
      return new ImageDataset(
          images.narrow(0, from, to - from),
          Arrays.copyOfRange(labels, from, to),
          classes,
          scaling);
    }
  }

  /**
   * {@code count} images of each class, drawn by {@code random} without replacement; they keep
   * their order.
   *
   * @throws IllegalArgumentException if a class has fewer
   */
  public ImageDataset perClass(int count, SplittableRandom random) {
    Check.positive("count", count);
    int[] chosen = new int[classes * count];
    for (int label = 0; label < classes; label++) {
      int wanted = label;
      int[] members = IntStream.range(0, size()).filter(i -> labels[i] == wanted).toArray();
      if (members.length < count) {
        throw new IllegalArgumentException(
            "class " + label + " must have at least " + count + " images, got " + members.length);
      }
      int[] order = Seeds.permutation(members.length, random);
      for (int i = 0; i < count; i++) {
        chosen[label * count + i] = members[order[i]];
      }
    }
    Arrays.sort(chosen);
    try (TensorScope scope = new TensorScope()) {
      return new ImageDataset(
          select(chosen), Arrays.stream(chosen).map(i -> labels[i]).toArray(), classes, scaling);
    }
  }

  private Tensor select(int[] indices) {
    long[] places = Arrays.stream(indices).asLongStream().toArray();
    return images.index_select(0, TensorData.of(places, places.length));
  }

  /**
   * The images at {@code indices} on {@code device}: a byte b becomes b / 255, or what the scaling
   * says.
   *
   * @throws IllegalArgumentException if there is no index
   */
  public ImageBatch batch(int[] indices, Device device) {
    return batch(indices, device, UnaryOperator.identity());
  }

  /**
   * As {@link #batch(int[], Device)}, of images that {@code change} has changed: bytes [n,
   * channels, height, width] on the CPU.
   */
  public ImageBatch batch(int[] indices, Device device, UnaryOperator<Tensor> change) {
    if (indices.length == 0) {
      throw new IllegalArgumentException("a batch must have at least 1 image, got 0");
    }
    long[] wanted = Arrays.stream(indices).mapToLong(i -> labels[i]).toArray();
    // Bytes travel to the device, a quarter of what floats would take.
    Tensor bytes = change.apply(select(indices)).to(device, ScalarType.Byte);
    Tensor pixels = bytes.to(ScalarType.Float).div_(new Scalar(255.0));
    return new ImageBatch(
        scaling == null ? pixels : scaling.apply(pixels),
        TensorData.of(wanted, wanted.length).to(device, ScalarType.Long));
  }
}
