package org.moreau.proxprop;

import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.layer.ConvolutionMap;

/**
 * P'P, P'1 and P'g of a convolution's patches P, without P. Along the first dimension, two rows of
 * the kernel meet two rows of the image, and which these are depends on the distance of the
 * kernel's rows and on the position only: the product of each pair of image rows is formed once,
 * and entries are sums of such products. With a kernel of k rows that is k products where P'P has
 * k² blocks.
 *
 * <p>Patches are those of x minus a mean per channel, so that rounding is relative to what varies;
 * sums of products are float64.
 */
final class PatchSystem {
  private static final long MOST_ENTRIES = 1L << 25; // of what is unfolded at a time

  // Terms of a sum in float32, whose rounding grows with their number; shorter sums cost time.
  private static final long MOST_TERMS = 1L << 13;
  private static final long MOST_POSITIONS = 1L << 14;

  private final ConvolutionMap map;
  private final Tensor mean;
  private final long outputs;
  private final long groups;
  private final long kernel;
  private final long stride;
  private final long dilation;
  private final Tensor gram; // [groups, channels, kernel, rest, channels, kernel, rest]
  private final Tensor sums; // [groups, channels, kernel, rest]
  private final Tensor product; // [groups, patch, outputs]

  /** {@code mean} [in] is subtracted from the padded image. */
  PatchSystem(ConvolutionMap map, Tensor mean, long outputs) {
    this.map = map;
    this.mean = mean;
    this.outputs = outputs;
    groups = map.groups();
    boolean line = map.dimensions() == 1; // its only dimension is unfolded instead
    kernel = line ? 1 : map.kernel().get(0);
    stride = line ? 1 : map.stride().get(0);
    dilation = line ? 1 : map.dilation().get(0);
    long channels = mean.size(0) / groups;
    long rest = map.kernel().stream().reduce(1L, (a, b) -> a * b) / kernel;
    Tensor like = mean.to(ScalarType.Double);
    gram = like.new_zeros(groups, channels, kernel, rest, channels, kernel, rest);
    sums = like.new_zeros(groups, channels, kernel, rest);
    product = like.new_zeros(groups, channels * kernel * rest, outputs);
  }

  /** Adds the patches of x [batch, in, size...] with their g [batch, out, positions...]. */
  void add(Tensor x, Tensor g) {
    long batch = x.size(0);
    long all = g.flatten(2, -1).size(2);
    long inRow = map.dimensions() == 1 ? all : all / g.size(2);
    long chunk =
        Math.max(1, Math.min(MOST_ENTRIES * batch / Math.max(1, unfolded(x)), MOST_TERMS / inRow));
    for (long from = 0; from < batch; from += chunk) {
      addGram(centred(x.narrow(0, from, Math.min(chunk, batch - from))));
    }
    chunk = Math.max(1, MOST_POSITIONS / all);
    for (long from = 0; from < batch; from += chunk) {
      long count = Math.min(chunk, batch - from);
      addProduct(centred(x.narrow(0, from, count)), g.narrow(0, from, count));
    }
  }

  private void addProduct(Tensor centred, Tensor g) {
    Tensor weight = map.unpadded().adjoint(centred, g).get(0);
    product.add_(weight.reshape(groups, outputs, -1).transpose(1, 2));
  }

  private void addGram(Tensor centred) {
    Tensor rows = rows(centred);
    long height = rows.size(1) - dilation * (kernel - 1);
    long m = rows.size(2);
    long channels = mean.size(0) / groups;
    long rest = m / channels;
    long positions = (height - dilation * (kernel - 1) - 1) / stride + 1;

    Tensor products =
        rows.narrow(1, 0, height)
            .reshape(groups * height, m, -1)
            .bmm(window(rows, height).transpose(1, 2))
            .view(groups, height, channels, rest, kernel, channels, rest);
    Tensor rowSums = rows.sum(3).view(groups, -1, channels, rest);
    for (long i = 0; i < kernel; i++) {
      sums.select(2, i).add_(atPositions(rowSums, i, positions));
      for (long distance = 0; i + distance < kernel; distance++) {
        Tensor block = atPositions(products.select(4, distance), i, positions);
        gram.select(5, i + distance).select(2, i).add_(block);
        if (distance > 0) {
          gram.select(5, i).select(2, i + distance).add_(block.permute(0, 3, 4, 1, 2));
        }
      }
    }
  }

  /** For {@code count} image rows the rows beneath each that a kernel at it meets. */
  private Tensor window(Tensor rows, long count) {
    long m = rows.size(2);
    long k = rows.size(3);
    return rows.as_strided(
            new long[] {groups, count, kernel, m, k},
            new long[] {rows.size(1) * m * k, m * k, dilation * m * k, k, 1})
        .reshape(groups * count, kernel * m, k);
  }

  /** The sum over the image rows that row i of the kernel meets. */
  private Tensor atPositions(Tensor perRow, long i, long positions) {
    long first = dilation * i;
    long end = first + stride * (positions - 1) + 1;
    return sum(perRow.slice(1, new LongOptional(first), new LongOptional(end), stride), 1);
  }

  private static Tensor sum(Tensor x, long dimension) {
    // The few products, not the many rows: libtorch converts all of x before it sums.
    return x.sum(new long[] {dimension}, false, new ScalarTypeOptional(ScalarType.Double));
  }

  private Tensor centred(Tensor x) {
    long[] perChannel = new long[(int) x.dim()];
    Arrays.fill(perChannel, 1);
    perChannel[1] = mean.size(0);
    return map.padded(x).sub(mean.view(perChannel));
  }

  /**
   * Per group and image row a matrix [channels * rest of the kernel, batch * rest of positions],
   * and as many rows of zeros at the end as a kernel reaches.
   */
  private Tensor rows(Tensor centred) {
    int n = Math.max(2, map.dimensions());
    boolean line = map.dimensions() == 1;
    Tensor windows = line ? centred.unsqueeze(2) : centred;
    for (int i = 1; i < n; i++) {
      windows = Patches.windows(windows, 2 + i, map, line ? 0 : i);
    }
    // [batch, in, height, positions..., kernel...], both without the first dimension
    long batch = windows.size(0);
    long channels = windows.size(1) / groups;
    long height = windows.size(2);
    long positions = Patches.product(windows, 3, n - 1);
    long rest = Patches.product(windows, 3 + n - 1, n - 1);
    Tensor rows =
        centred.new_zeros(
            groups, height + dilation * (kernel - 1), channels * rest, batch * positions);
    rows.narrow(1, 0, height)
        .view(groups, height, channels, rest, batch, positions)
        .copy_(
            windows
                .reshape(batch, groups, channels, height, positions, rest)
                .permute(1, 3, 2, 5, 0, 4));
    return rows;
  }

  /** A'A and A'g in float64, of the patches themselves, with a last column of ones if asked. */
  NormalMatrix system(boolean bias, double rows, Tensor gSums) {
    long q = sums.numel() / groups;
    Tensor centred = gram.view(groups, q, q);
    Tensor s = sums.view(groups, q, 1);
    Tensor mu =
        mean.to(ScalarType.Double)
            .view(groups, -1, 1)
            .expand(groups, mean.size(0) / groups, q * groups / mean.size(0))
            .reshape(groups, q, 1);
    Tensor cross = s.bmm(mu.transpose(1, 2));
    Tensor matrix =
        centred
            .add(cross)
            .add(cross.transpose(1, 2))
            .add(mu.bmm(mu.transpose(1, 2)), new Scalar(rows));
    Tensor right = product.add(mu.mul(gSums));
    if (!bias) {
      return new NormalMatrix(matrix, right);
    }
    Tensor ones = s.add(mu, new Scalar(rows)).squeeze(2);
    return new NormalMatrix(
        Bordered.of(matrix, ones, rows), torch.cat(new TensorVector(right, gSums), 1));
  }

  private long unfolded(Tensor x) {
    long entries = x.size(0) * x.size(1);
    for (int i = 0; i < map.dimensions(); i++) {
      boolean first = i == 0 && map.dimensions() > 1;
      entries *= first ? padded(map, x, i) : outputSize(map, x, i) * map.kernel().get(i);
    }
    return entries;
  }

  private static long padded(ConvolutionMap map, Tensor x, int i) {
    return x.size(2 + i) + map.before().get(i) + map.after().get(i);
  }

  private static long outputSize(ConvolutionMap map, Tensor x, int i) {
    long reach = map.dilation().get(i) * (map.kernel().get(i) - 1) + 1;
    return (padded(map, x, i) - reach) / map.stride().get(i) + 1;
  }

  /** Multiplications of {@link #add} for P'P. */
  static double operations(ConvolutionMap map, Tensor x) {
    double products = x.size(0) * (double) map.groups();
    double m = (double) x.size(1) / map.groups();
    for (int i = 0; i < map.dimensions(); i++) {
      if (i == 0 && map.dimensions() > 1) {
        products *= (double) padded(map, x, i) * map.kernel().get(i);
      } else {
        products *= outputSize(map, x, i);
        m *= map.kernel().get(i);
      }
    }
    return products * m * m;
  }
}
