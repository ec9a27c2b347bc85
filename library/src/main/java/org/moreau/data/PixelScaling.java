package org.moreau.data;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * How bytes become numbers: b becomes (b/255 − mean) / deviation, with a mean and a deviation for
 * each colour.
 */
public final class PixelScaling {
  private final double[] mean;
  private final double[] deviation;

  private PixelScaling(double[] mean, double[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
  }

  /** To mean 0 and standard deviation 1 over all {@code images}, or 1 where all are equal. */
  public static PixelScaling of(ImageDataset images) {
    int channels = images.channels();
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    for (int c = 0; c < channels; c++) {
      try (TensorScope scope = new TensorScope()) {
        Tensor values = images.images().select(1, c).to(ScalarType.Double).div(new Scalar(255.0));
        mean[c] = values.mean().item_double();
        double spread = values.sub(new Scalar(mean[c])).square().mean().sqrt().item_double();
        deviation[c] = spread > 0 ? spread : 1;
      }
    }
    return new PixelScaling(mean, deviation);
  }

  /** The formula with its numbers, such as {@code (b/255 - [0.13]) / [0.31]} for a grey image. */
  @Override
  public String toString() {
    return "(b/255 - " + Arrays.toString(mean) + ") / " + Arrays.toString(deviation);
  }

  /** {@code pixels} [n, channels, height, width] in [0, 1], scaled in place. */
  Tensor apply(Tensor pixels) {
    return pixels.sub_(perChannel(mean, pixels)).div_(perChannel(deviation, pixels));
  }

  private static Tensor perChannel(double[] values, Tensor like) {
    return TensorData.of(values, 1, values.length, 1, 1).to(like.device(), like.scalar_type());
  }
}
