package org.moreau.operator;

import java.util.Arrays;

/**
 * The shortest path through a tube of radius t around the partial sums of a row, pinned at both
 * ends; its slopes y minimise t Σ |y_{i+1} − y_i| + |y − x|²/2. Linear time: each point enters and
 * leaves the two chains of the funnel once. Buffers are reused for rows of one length.
 *
 * <p>Source: Davies and Kovac, Local Extremes, Runs, Strings and Multiresolution (2001).
 */
final class TautString {
  private final int n;
  private final double[] sums; // at the points 0 to n
  private final double[] upper; // heights of the tube
  private final double[] lower;
  private final int[] upperChain; // from the apex to the newest point along the tube's top: convex
  private final int[] lowerChain; // along its bottom: concave
  private final byte[] bends; // at the points 0 to n: +1 where the path touches the top, −1 bottom

  TautString(int n) {
    this.n = n;
    sums = new double[n + 1];
    upper = new double[n + 1];
    lower = new double[n + 1];
    upperChain = new int[n + 1];
    lowerChain = new int[n + 1];
    bends = new byte[n + 1];
  }

  /**
   * The slopes into y and the signs of y_{i+1} − y_i into {@code jumps}, for the row x[at], x[at +
   * stride], ...; y and the n − 1 jumps lie as x does. A jump's sign is 0 where y_i and y_{i+1} are
   * fused.
   */
  void pull(double[] x, int at, int stride, double t, double[] y, byte[] jumps) {
    if (n == 0) {
      return;
    }
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += x[at + i * stride];
    }
    mean /= n;
    // Without the mean, a large constant part of x costs no digits.
    for (int i = 0; i < n; i++) {
      sums[i + 1] = sums[i] + (x[at + i * stride] - mean);
    }
    bend(t);
    int start = 0;
    for (int end = 1; end <= n; end++) {
      if (bends[end] != 0 || end == n) {
        double slope =
            mean + (sums[end] - sums[start] + t * (bends[end] - bends[start])) / (end - start);
        for (int i = start; i < end; i++) {
          y[at + i * stride] = slope;
        }
        start = end;
      }
    }
    for (int i = 1; i < n; i++) {
      jumps[at + (i - 1) * stride] = bends[i];
    }
  }

  private void bend(double t) {
    Arrays.fill(bends, (byte) 0);
    for (int i = 1; i < n; i++) {
      upper[i] = sums[i] + t;
      lower[i] = sums[i] - t;
    }
    upper[n] = sums[n];
    int apex = 0;
    double height = 0;
    int upperHead = 0;
    int upperTail = 0;
    int lowerHead = 0;
    int lowerTail = 0;
    for (int i = 1; i <= n; i++) {
      while (upperTail > upperHead) {
        int last = upperChain[upperTail - 1];
        boolean second = upperTail - 1 > upperHead;
        int before = second ? upperChain[upperTail - 2] : apex;
        double from = second ? upper[before] : height;
        if (slope(before, from, last, upper[last]) < slope(last, upper[last], i, upper[i])) {
          break;
        }
        upperTail--;
      }
      // Where the new top lies below the bottom chain, the path must follow the bottom.
      while (upperTail == upperHead && lowerTail > lowerHead) {
        int first = lowerChain[lowerHead];
        if (!(slope(apex, height, first, lower[first]) > slope(apex, height, i, upper[i]))) {
          break;
        }
        apex = first;
        height = lower[first];
        bends[first] = -1;
        lowerHead++;
      }
      if (upperTail == upperHead) {
        upperHead = 0;
        upperTail = 0;
      }
      upperChain[upperTail++] = i;
      if (i == n) {
        break;
      }
      while (lowerTail > lowerHead) {
        int last = lowerChain[lowerTail - 1];
        boolean second = lowerTail - 1 > lowerHead;
        int before = second ? lowerChain[lowerTail - 2] : apex;
        double from = second ? lower[before] : height;
        if (slope(before, from, last, lower[last]) > slope(last, lower[last], i, lower[i])) {
          break;
        }
        lowerTail--;
      }
      while (lowerTail == lowerHead && upperTail > upperHead) {
        int first = upperChain[upperHead];
        if (!(slope(apex, height, first, upper[first]) < slope(apex, height, i, lower[i]))) {
          break;
        }
        apex = first;
        height = upper[first];
        bends[first] = 1;
        upperHead++;
      }
      lowerChain[lowerTail++] = i;
    }
    for (int k = upperHead; k < upperTail - 1; k++) {
      bends[upperChain[k]] = 1;
    }
  }

  private static double slope(int from, double low, int to, double high) {
    return (high - low) / (to - from);
  }
}
