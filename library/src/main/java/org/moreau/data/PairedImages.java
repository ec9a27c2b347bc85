package org.moreau.data;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Pairs of images of one class, such as a photograph and a sketch of it: two views. */
public final class PairedImages implements LabelledViews {
  private final List<String> names;
  private final ImageDataset first;
  private final ImageDataset second;

  /**
   * @throws IllegalArgumentException unless both have as many images, and the same labels
   */
  public PairedImages(
      String firstName, ImageDataset first, String secondName, ImageDataset second) {
    if (first.size() != second.size() || first.classes() != second.classes()) {
      throw new IllegalArgumentException(
          "both views must have as many images and classes, got "
              + first.size()
              + " of "
              + first.classes()
              + " and "
              + second.size()
              + " of "
              + second.classes());
    }
    for (int i = 0; i < first.size(); i++) {
      if (first.label(i) != second.label(i)) {
        throw new IllegalArgumentException(
            "both images of pair "
                + i
                + " must have one label, got "
                + first.label(i)
                + " and "
                + second.label(i));
      }
    }
    this.names = List.of(firstName, secondName);
    this.first = first;
    this.second = second;
  }

  @Override
  public List<String> viewNames() {
    return names;
  }

  /** The images of the first view. */
  public ImageDataset first() {
    return first;
  }

  /** The images of the second view. */
  public ImageDataset second() {
    return second;
  }

  @Override
  public int size() {
    return first.size();
  }

  @Override
  public int classes() {
    return first.classes();
  }

  @Override
  public int label(int index) {
    return first.label(index);
  }

  /** The same pairs, each view scaled to mean 0 and deviation 1 of that of {@code train}. */
  public PairedImages scaledBy(PairedImages train) {
    return new PairedImages(
        names.get(0),
        first.scaledBy(PixelScaling.of(train.first)),
        names.get(1),
        second.scaledBy(PixelScaling.of(train.second)));
  }

  /** Images [batch, channels, height, width] of both views. */
  @Override
  public ViewsBatch batch(int[] indices, Device device, ScalarType type) {
    return batch(indices, device, type, UnaryOperator.identity());
  }

  /**
   * As {@link #batch(int[], Device, ScalarType)}, of images that {@code change} has changed, those
   * of the first view before those of the second: bytes [n, channels, height, width] on the CPU.
   */
  public ViewsBatch batch(
      int[] indices, Device device, ScalarType type, UnaryOperator<Tensor> change) {
    ImageBatch own = first.batch(indices, device, change);
    ImageBatch other = second.batch(indices, device, change);
    return new ViewsBatch(List.of(own.images().to(type), other.images().to(type)), own.labels());
  }
}
