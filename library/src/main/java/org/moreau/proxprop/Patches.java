package org.moreau.proxprop;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.moreau.layer.ConvolutionMap;

/** The patches that a convolution's kernel sees. */
final class Patches {
  private Patches() {}

  /** [groups, batch * positions, patch] of x [batch, in, size...]. */
  static Tensor of(ConvolutionMap map, Tensor x) {
    Tensor windows = map.padded(x);
    int n = map.dimensions();
    for (int i = 0; i < n; i++) {
      windows = windows(windows, 2 + i, map, i);
    }
    // [batch, in, positions..., kernel...]
    long batch = x.size(0);
    long channels = x.size(1) / map.groups();
    long positions = product(windows, 2, n);
    long kernel = product(windows, 2 + n, n);
    return windows
        .reshape(batch, map.groups(), channels, positions, kernel)
        .permute(1, 0, 3, 2, 4)
        .reshape(map.groups(), batch * positions, channels * kernel);
  }

  /** Dimension {@code at} of x becomes positions; what the kernel sees there is a new last one. */
  static Tensor windows(Tensor x, int at, ConvolutionMap map, int dimension) {
    long dilation = map.dilation().get(dimension);
    long reach = dilation * (map.kernel().get(dimension) - 1) + 1;
    Tensor windows = x.unfold(at, reach, map.stride().get(dimension));
    return dilation == 1
        ? windows
        : windows.slice(windows.dim() - 1, new LongOptional(0), new LongOptional(reach), dilation);
  }

  /** The product of {@code count} sizes from {@code first} on. */
  static long product(Tensor x, int first, int count) {
    long product = 1;
    for (int i = first; i < first + count; i++) {
      product *= x.size(i);
    }
    return product;
  }
}
