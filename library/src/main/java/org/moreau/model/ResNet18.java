package org.moreau.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;

/**
 * ResNet-18 for images [n, 3, height, width] of at least 32 x 32: a convolution 7 x 7 and
 * max-pooling, four times two residual blocks of 64, 128, 256 and 512 channels, each time half as
 * high and wide but for the first, the mean over all places, and a linear layer fc. Parameters
 * carry torchvision's names, so that its files load but for fc, and start as there: filters normal
 * with the variance 2 / (outputs · height · width of the filter), from libtorch's generator.
 *
 * <p>Source: He et al., "Deep residual learning for image recognition", table 1.
 */
public final class ResNet18 extends Network implements ImageClassifier {
  private static final int COLOURS = 3;
  private static final int LEAST_SIDE = 32;
  private static final int[] CHANNELS = {64, 128, 256, 512};

  private final Conv2dImpl conv1;
  private final BatchNorm2dImpl bn1;
  private final List<Layer> layers = new ArrayList<>();
  private final LinearImpl fc;

  /**
   * A network with random parameters.
   *
   * @param outputs the classes, or the entries of a code
   */
  public ResNet18(int outputs) {
    super("ResNet18");
    Check.positive("outputs", outputs);
    TensorScope.retain(this);
    conv1 = register_module("conv1", convolution(COLOURS, CHANNELS[0], 7, 2));
    bn1 = register_module("bn1", normalisation(CHANNELS[0]));
    int inputs = CHANNELS[0];
    for (int channels : CHANNELS) {
      Layer layer = new Layer(inputs, channels, layers.isEmpty() ? 1 : 2);
      layers.add(register_module("layer" + (layers.size() + 1), layer));
      inputs = channels;
    }
    fc = register_module("fc", TensorScope.retain(new LinearImpl(inputs, outputs)));
  }

  private static Conv2dImpl convolution(int inputs, int outputs, int side, int stride) {
    Conv2dOptions options = new Conv2dOptions(inputs, outputs, new LongPointer(side, side));
    options.stride().put(new LongPointer(stride, stride));
    options.padding().put(new LongPointer(side / 2, side / 2));
    options.bias().put(false);
    Conv2dImpl convolution = TensorScope.retain(new Conv2dImpl(options));
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      torch.normal_(convolution.weight(), 0, Math.sqrt(2.0 / (outputs * side * side)));
    }
    return convolution;
  }

  private static BatchNorm2dImpl normalisation(int channels) {
    return TensorScope.retain(new BatchNorm2dImpl(new BatchNormOptions(channels)));
  }

  /** Two blocks, of which the first changes height, width and channels. */
  private static final class Layer extends Network {
    private final Block first;
    private final Block second;

    Layer(int inputs, int channels, int stride) {
      super("Layer");
      TensorScope.retain(this);
      first = register_module("0", new Block(inputs, channels, stride));
      second = register_module("1", new Block(channels, channels, 1));
    }

    Tensor forward(Tensor x) {
      return second.forward(first.forward(x));
    }
  }

  /**
   * Two convolutions 3 x 3 beside the identity, or beside a convolution 1 x 1 where sizes change.
   */
  private static final class Block extends Network {
    private final Conv2dImpl conv1;
    private final BatchNorm2dImpl bn1;
    private final Conv2dImpl conv2;
    private final BatchNorm2dImpl bn2;
    private final @Nullable Projection downsample;

    Block(int inputs, int channels, int stride) {
      super("Block");
      TensorScope.retain(this);
      conv1 = register_module("conv1", convolution(inputs, channels, 3, stride));
      bn1 = register_module("bn1", normalisation(channels));
      conv2 = register_module("conv2", convolution(channels, channels, 3, 1));
      bn2 = register_module("bn2", normalisation(channels));
      downsample =
          inputs == channels && stride == 1
              ? null
              : register_module("downsample", new Projection(inputs, channels, stride));
    }

    Tensor forward(Tensor x) {
      Tensor beside = downsample == null ? x : downsample.forward(x);
      Tensor a = bn1.forward(conv1.forward(x)).relu();
      return bn2.forward(conv2.forward(a)).add(beside).relu();
    }
  }

  private static final class Projection extends Network {
    private final Conv2dImpl convolution;
    private final BatchNorm2dImpl normalisation;

    Projection(int inputs, int channels, int stride) {
      super("Projection");
      TensorScope.retain(this);
      convolution = register_module("0", ResNet18.convolution(inputs, channels, 1, stride));
      normalisation = register_module("1", ResNet18.normalisation(channels));
    }

    Tensor forward(Tensor x) {
      return normalisation.forward(convolution.forward(x));
    }
  }

  @Override
  public Tensor logits(Tensor images) {
    Check.shape("images", images, -1, COLOURS, -1, -1);
    if (images.size(2) < LEAST_SIDE || images.size(3) < LEAST_SIDE) {
      throw new IllegalArgumentException(
          "images must be at least 32 high and wide, got "
              + images.size(2)
              + " x "
              + images.size(3));
    }
    Tensor a = bn1.forward(conv1.forward(images)).relu();
    a =
        torch.max_pool2d(
            a, new long[] {3, 3}, new long[] {2, 2}, new long[] {1, 1}, new long[] {1, 1}, false);
    for (Layer layer : layers) {
      a = layer.forward(a);
    }
    return fc.forward(a.mean(2, 3));
  }
}
