package org.moreau.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;

/**
 * VGG19 for images 3 x 32 x 32, with one linear layer and no batch normalisation: convolutions 3 x
 * 3 conv1, ..., conv16, each with ReLU, max-pooling 2 x 2 after the 2nd, 4th, 8th, 12th and 16th,
 * and a linear layer fc of what is left, one pixel.
 *
 * <p>Filters start normal with the variance 2 / (9 inputs) and biases at zero, from libtorch's
 * generator, which keeps the size of the signal through ReLU. Uniform in ±1/√(inputs of a unit), as
 * libtorch starts them, 16 layers would shrink it by 6⁸.
 *
 * <p>Source: Simonyan, Zisserman, "Very deep convolutional networks for large-scale image
 * recognition", configuration E; He et al., "Delving deep into rectifiers", for the start.
 */
public final class Vgg19 extends Network implements ImageClassifier {
  /** The channels of the convolutions of the whole network. */
  public static final List<Integer> CHANNELS =
      List.of(64, 64, 128, 128, 256, 256, 256, 256, 512, 512, 512, 512, 512, 512, 512, 512);

  private static final int COLOURS = 3;
  private static final int SIDE = 32;
  private static final Set<Integer> POOLED = Set.of(2, 4, 8, 12, 16); // counted from 1

  private final List<Integer> channels;
  private final int classes;
  private final List<Conv2dImpl> convolutions = new ArrayList<>();
  private final LinearImpl fc;

  /** The whole network with random parameters. */
  public Vgg19(int classes) {
    this(CHANNELS, classes);
  }

  /**
   * A network with other numbers of channels, such as a pruned one, with random parameters.
   *
   * @throws IllegalArgumentException unless there are 16 positive numbers
   */
  public Vgg19(List<Integer> channels, int classes) {
    super("Vgg19");
    if (channels.size() != CHANNELS.size()) {
      throw new IllegalArgumentException(
          "channels must be " + CHANNELS.size() + " numbers, got " + channels.size());
    }
    channels.forEach(count -> Check.positive("each of the channels", count));
    Check.positive("classes", classes);
    this.channels = List.copyOf(channels);
    this.classes = classes;
    TensorScope.retain(this);
    int inputs = COLOURS;
    for (int count : channels) {
      Conv2dImpl convolution = TensorScope.retain(convolution(inputs, count));
      convolutions.add(register_module("conv" + (convolutions.size() + 1), convolution));
      inputs = count;
    }
    fc = register_module("fc", TensorScope.retain(new LinearImpl(inputs, classes)));
  }

  private static Conv2dImpl convolution(int inputs, int outputs) {
    Conv2dOptions options = new Conv2dOptions(inputs, outputs, new LongPointer(3, 3));
    options.padding().put(new LongPointer(1, 1));
    Conv2dImpl convolution = new Conv2dImpl(options);
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      torch.normal_(convolution.weight(), 0, Math.sqrt(2.0 / (9 * inputs)));
      torch.zeros_(convolution.bias());
    }
    return convolution;
  }

  /** The channels its convolutions were made with, also after some were taken out. */
  public List<Integer> channels() {
    return channels;
  }

  /** The number of its outputs. */
  public int classes() {
    return classes;
  }

  @Override
  public Tensor logits(Tensor images) {
    Check.shape("images", images, -1, COLOURS, SIDE, SIDE);
    Tensor a = images;
    for (int i = 0; i < convolutions.size(); i++) {
      a = convolutions.get(i).forward(a).relu();
      if (POOLED.contains(i + 1)) {
        a = torch.max_pool2d(a, 2, 2);
      }
    }
    return fc.forward(a.flatten(1, -1));
  }
}
