package org.moreau.proxprop;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.layer.ConvolutionMap;

/**
 * P'P and P'1 of a convolution's patches P, without P. Along the first dimension, two rows of the
 * kernel meet two rows of the image, and which these are depends on the distance of the kernel's
 * rows and on the position only: the product of each pair of image rows is formed once, and entries
 * are sums of such products. With a kernel of k rows that is k products where P'P has k² blocks.
 */
final class PatchGram {
  private static final long MOST_ENTRIES = 1L << 25; // of what is unfolded at a time

  private final ConvolutionMap map;
  private final long kernel;
  private final long stride;
  private final long dilation;
  private @Nullable Tensor gram;
  private @Nullable Tensor sums;

  PatchGram(ConvolutionMap map) {
    this.map = map;
    boolean line = map.dimensions() == 1; // its only dimension is unfolded instead
    kernel = line ? 1 : map.kernel().get(0);
    stride = line ? 1 : map.stride().get(0);
    dilation = line ? 1 : map.dilation().get(0);
  }

  /** Adds the patches of x [batch, in, size...]. */
  void add(Tensor x) {
    Tensor padded = map.padded(x);
    long perExample = unfoldedEntries(map, padded);
    long chunk = Math.max(1, MOST_ENTRIES / perExample);
    for (long from = 0; from < x.size(0); from += chunk) {
      addChunk(padded.narrow(0, from, Math.min(chunk, x.size(0) - from)));
    }
  }

  private void addChunk(Tensor padded) {
    Tensor rows = rows(padded);
    long height = rows.size(0);
    long groups = rows.size(1);
    long m = rows.size(2);
    long channels = padded.size(1) / groups;
    long rest = m / channels;
    long positions = (height - dilation * (kernel - 1) - 1) / stride + 1;
    Tensor blocks = rows.new_zeros(groups, channels, kernel, rest, channels, kernel, rest);
    Tensor sum = rows.new_zeros(groups, channels, kernel, rest);
    Tensor rowSums = rows.sum(3);
    for (long i = 0; i < kernel; i++) {
      sum.select(2, i).copy_(atPositions(rowSums, i, positions).view(groups, channels, rest));
    }
    for (long distance = 0; distance < kernel; distance++) {
      long count = height - dilation * distance;
      Tensor products =
          rows.narrow(0, 0, count)
              .reshape(count * groups, m, -1)
              .bmm(
                  rows.narrow(0, dilation * distance, count)
                      .reshape(count * groups, m, -1)
                      .transpose(1, 2))
              .view(count, groups, m, m);
      for (long i = 0; i + distance < kernel; i++) {
        Tensor block =
            atPositions(products, i, positions).view(groups, channels, rest, channels, rest);
        blocks.select(5, i + distance).select(2, i).copy_(block);
        if (distance > 0) {
          blocks.select(5, i).select(2, i + distance).copy_(block.permute(0, 3, 4, 1, 2));
        }
      }
    }
    Tensor matrix = blocks.view(groups, channels * kernel * rest, channels * kernel * rest);
    Tensor vector = sum.view(groups, channels * kernel * rest);
    gram = gram == null ? matrix : gram.add_(matrix);
    sums = sums == null ? vector : sums.add_(vector);
  }

  /** The sum over the image rows that row i of the kernel meets. */
  private Tensor atPositions(Tensor perRow, long i, long positions) {
    long first = dilation * i;
    long end = first + stride * (positions - 1) + 1;
    return perRow.slice(0, new LongOptional(first), new LongOptional(end), stride).sum(0);
  }

  /**
   * Per image row and group a matrix [channels * rest of the kernel, batch * rest of positions].
   */
  private Tensor rows(Tensor padded) {
    int n = Math.max(2, map.dimensions());
    boolean line = map.dimensions() == 1;
    Tensor windows = line ? padded.unsqueeze(2) : padded;
    for (int i = 1; i < n; i++) {
      windows = Patches.windows(windows, 2 + i, map, line ? 0 : i);
    }
    // [batch, in, height, positions..., kernel...], both without the first dimension
    long batch = windows.size(0);
    long channels = windows.size(1) / map.groups();
    long height = windows.size(2);
    long positions = Patches.product(windows, 3, n - 1);
    long rest = Patches.product(windows, 3 + n - 1, n - 1);
    return windows
        .reshape(batch, map.groups(), channels, height, positions, rest)
        .permute(3, 1, 2, 5, 0, 4)
        .reshape(height, map.groups(), channels * rest, batch * positions);
  }

  Tensor gram() {
    return java.util.Objects.requireNonNull(gram);
  }

  Tensor sums() {
    return java.util.Objects.requireNonNull(sums);
  }

  private static long unfoldedEntries(ConvolutionMap map, Tensor padded) {
    long entries = padded.numel() / Math.max(1, padded.size(0));
    for (int i = map.dimensions() == 1 ? 0 : 1; i < map.dimensions(); i++) {
      entries *= map.kernel().get(i);
    }
    return Math.max(1, entries);
  }

  /** Multiplications of {@link #add}. */
  static double operations(ConvolutionMap map, Tensor x) {
    double entries = x.size(0); // of the unfolded image, padding included
    double m = (double) x.size(1) / map.groups();
    double distances = map.dimensions() == 1 ? 1 : map.kernel().get(0);
    for (int i = 0; i < map.dimensions(); i++) {
      double size = x.size(2 + i) + map.before().get(i) + map.after().get(i);
      boolean first = i == 0 && map.dimensions() > 1;
      entries *= first ? size : Math.ceil(size / map.stride().get(i));
      m *= first ? 1 : map.kernel().get(i);
    }
    return distances * entries * map.groups() * m * m;
  }
}
