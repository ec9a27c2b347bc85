package org.moreau.representation;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.ConvTranspose2dImpl;
import org.bytedeco.pytorch.ConvTranspose2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;

/**
 * From a code to an image [3, side, side]: a linear layer to 256 channels of 4 x 4 or less, then
 * transposed convolutions 4 x 4 that double the side and halve the channels, with ReLU between.
 */
final class ImageDecoder extends Network implements ImageClassifier {
  private static final int FIRST_CHANNELS = 256;
  private static final int LEAST_CHANNELS = 16;
  private static final int COLOURS = 3;
  private static final int MOST_FIRST_SIDE = 7;
  private static final int LEAST_SIDE = 8;

  private final LinearImpl fc;
  private final int firstSide;
  private final List<ConvTranspose2dImpl> layers = new ArrayList<>();

  /**
   * @param side at least 8, and at most 7 after it was halved some times
   */
  ImageDecoder(int code, int side) {
    super("ImageDecoder");
    int from = Check.positive("side", side);
    int doublings = 0;
    while (from > MOST_FIRST_SIDE && from % 2 == 0) {
      from /= 2;
      doublings++;
    }
    if (side < LEAST_SIDE || from > MOST_FIRST_SIDE) {
      throw new IllegalArgumentException(
          "side must be at least 8 and at most 7 times a power of two, got " + side);
    }
    firstSide = from;
    TensorScope.retain(this);
    fc =
        register_module(
            "fc", TensorScope.retain(new LinearImpl(code, (long) FIRST_CHANNELS * from * from)));
    int channels = FIRST_CHANNELS;
    for (int i = 1; i <= doublings; i++) {
      int next = i == doublings ? COLOURS : Math.max(LEAST_CHANNELS, channels / 2);
      ConvTranspose2dOptions options =
          new ConvTranspose2dOptions(channels, next, new LongPointer(4, 4));
      options.stride().put(new LongPointer(2, 2));
      options.padding().put(new LongPointer(1, 1));
      layers.add(register_module("up" + i, TensorScope.retain(new ConvTranspose2dImpl(options))));
      channels = next;
    }
  }

  /** The images [n, 3, side, side] of codes [n, d]. */
  @Override
  public Tensor logits(Tensor codes) {
    Tensor a = fc.forward(codes).view(-1, FIRST_CHANNELS, firstSide, firstSide);
    for (ConvTranspose2dImpl layer : layers) {
      a = layer.forward(a.relu());
    }
    return a;
  }
}
