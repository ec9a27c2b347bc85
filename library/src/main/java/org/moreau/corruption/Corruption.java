package org.moreau.corruption;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.ImageDataset;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * A change to images of digits, 28 x 28, that leaves their labels as they are. It follows the
 * definition of the corruption of MNIST-C with the same name, but draws its own random numbers:
 * what comes out is generated, not the published images, and is to be called so.
 *
 * <p>Source: Mu, Gilmer, "MNIST-C: a robustness benchmark for computer vision", 2019.
 */
public interface Corruption {
  /** The rows and the columns of an image. */
  int SIDE = 28;

  /** The name, as MNIST-C writes it. */
  String name();

  /**
   * What becomes of one image, rows of grey values in [0, 1]. The values may leave this range; they
   * are clipped to it later.
   */
  double[][] corrupt(double[][] image, SplittableRandom random);

  /**
   * What becomes of images [n, 1, 28, 28] uint8 on the CPU, in a tensor of the same kind. Each
   * image has random numbers of its own, from the seed and its place, whatever it comes with.
   *
   * @param first the place of the first image in the set that they come from
   * @throws IllegalArgumentException naming shape or type, if it is another one
   */
  default Tensor apply(Tensor images, long seed, int first) {
    Check.shape("images", images, -1, 1, SIDE, SIDE);
    if (images.scalar_type().intern() != ScalarType.Byte) {
      throw new IllegalArgumentException(
          "images must have the type Byte, got " + images.scalar_type().intern());
    }
    byte[] bytes = TensorData.bytes(images);
    int pixels = SIDE * SIDE;
    for (int i = 0; i < bytes.length / pixels; i++) {
      double[][] image = new double[SIDE][SIDE];
      for (int p = 0; p < pixels; p++) {
        image[p / SIDE][p % SIDE] = (bytes[i * pixels + p] & 0xFF) / 255.0;
      }
      double[][] corrupted = corrupt(image, Seeds.random(seed, "corruption", name(), first + i));
      for (int p = 0; p < pixels; p++) {
        double value = Math.max(0, Math.min(1, corrupted[p / SIDE][p % SIDE]));
        bytes[i * pixels + p] = (byte) Math.round(255 * value);
      }
    }
    return TensorData.of(bytes, images.shape());
  }

  /** What becomes of all images of a set of digits; the labels are the same. */
  default ImageDataset apply(ImageDataset images, long seed) {
    try (TensorScope scope = new TensorScope()) {
      return images.withImages(apply(images.images(), seed, 0));
    }
  }
}
