package org.moreau.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;

/**
 * Convolutions conv1, conv2, ... of the same size, each with ReLU, the first ones with max-pooling
 * 2 x 2 too, and a linear layer fc. Parameters start uniform in ±1/√(inputs of a unit), from
 * libtorch's generator.
 *
 * <p>Source: ProxProp, Figure 3.
 */
public final class ConvNet extends Network implements ImageClassifier {
  private final Sizes sizes;
  private final List<Conv2dImpl> convolutions = new ArrayList<>();
  private final LinearImpl fc;

  /**
   * The sizes of a network.
   *
   * @param channels of an image
   * @param side rows and columns of an image, a multiple of 2 to the power of {@code pools}
   * @param filters of each convolution
   * @param kernel rows and columns of a filter, odd
   * @param pools how many of the convolutions are followed by max-pooling
   */
  public record Sizes(
      int channels, int side, List<Integer> filters, int kernel, int pools, int classes) {
    public Sizes {
      filters = List.copyOf(filters);
      Check.positive("channels", channels);
      Check.positive("side", side);
      Check.positive("the number of convolutions", filters.size());
      filters.forEach(count -> Check.positive("each of the filters", count));
      Check.positive("classes", classes);
      if (kernel < 1 || kernel % 2 == 0) {
        throw new IllegalArgumentException("kernel must be odd and at least 1, got " + kernel);
      }
      if (pools < 0 || pools > filters.size()) {
        throw new IllegalArgumentException(
            "pools must be from 0 to " + filters.size() + ", the convolutions, got " + pools);
      }
      if (side % (1L << pools) != 0) {
        throw new IllegalArgumentException(
            "side must be a multiple of 2 to the power of pools, got " + side + " and " + pools);
      }
    }

    /**
     * The paper's network for images 3 x 32 x 32 of ten classes: 16, 20 and 20 filters 5 x 5.
     *
     * @param pools 2 as in the published code, 3 as in the text
     */
    public static Sizes proxProp(int pools) {
      return new Sizes(3, 32, List.of(16, 20, 20), 5, pools, 10);
    }

    private int features() {
      int last = side >> pools;
      return filters.get(filters.size() - 1) * last * last;
    }
  }

  /** A network with random parameters. */
  public ConvNet(Sizes sizes) {
    super("ConvNet");
    this.sizes = sizes;
    TensorScope.retain(this);
    int inputs = sizes.channels;
    for (int count : sizes.filters) {
      Conv2dOptions options = new Conv2dOptions(inputs, count, square(sizes.kernel));
      options.padding().put(square(sizes.kernel / 2));
      Conv2dImpl convolution = TensorScope.retain(new Conv2dImpl(options));
      convolutions.add(register_module("conv" + (convolutions.size() + 1), convolution));
      inputs = count;
    }
    fc = register_module("fc", TensorScope.retain(new LinearImpl(sizes.features(), sizes.classes)));
  }

  private static LongPointer square(long side) {
    return new LongPointer(side, side);
  }

  /** The sizes it was made with. */
  public Sizes sizes() {
    return sizes;
  }

  @Override
  public Tensor logits(Tensor images) {
    Check.shape("images", images, -1, sizes.channels, sizes.side, sizes.side);
    Tensor a = images;
    for (int i = 0; i < convolutions.size(); i++) {
      a = convolutions.get(i).forward(a).relu();
      if (i < sizes.pools) {
        a = torch.max_pool2d(a, 2, 2);
      }
    }
    return fc.forward(a.flatten(1, -1));
  }
}
