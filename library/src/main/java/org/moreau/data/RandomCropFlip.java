package org.moreau.data;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;

/**
 * Images to train on, each moved at random by up to {@code padding} pixels up or down and left or
 * right, with black where it came from outside, and mirrored left to right with probability 1/2.
 * That is a random crop of the image with a black frame.
 */
public record RandomCropFlip(int padding) {
  public RandomCropFlip {
    if (padding < 0) {
      throw new IllegalArgumentException("padding must be at least 0, got " + padding);
    }
  }

  /**
   * What becomes of images [n, channels, height, width] uint8 on the CPU, in another tensor of the
   * same kind.
   *
   * @param random draws three numbers for each image, in the order of the images
   * @throws IllegalArgumentException naming shape or type, if it is another one
   */
  public Tensor apply(Tensor images, SplittableRandom random) {
    Check.shape("images", images, -1, -1, -1, -1);
    if (images.scalar_type().intern() != ScalarType.Byte) {
      throw new IllegalArgumentException(
          "images must have the type Byte, got " + images.scalar_type().intern());
    }
    int channels = (int) images.size(1);
    int height = (int) images.size(2);
    int width = (int) images.size(3);
    byte[] from = TensorData.bytes(images);
    byte[] to = new byte[from.length];
    for (int i = 0; i < images.size(0); i++) {
      int down = random.nextInt(2 * padding + 1) - padding;
      int right = random.nextInt(2 * padding + 1) - padding;
      boolean mirrored = random.nextBoolean();
      for (int c = 0; c < channels; c++) {
        int plane = (i * channels + c) * height * width;
        for (int row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
          for (int column = Math.max(0, -right);
              column < Math.min(width, width - right);
              column++) {
            int place = mirrored ? width - 1 - column : column;
            to[plane + row * width + place] = from[plane + (row + down) * width + column + right];
          }
        }
      }
    }
    return TensorData.of(to, images.shape());
  }
}
