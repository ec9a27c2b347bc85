package org.moreau.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;

/**
 * Cuts 0, ..., n-1 into batches: at random, or of sequences of similar length, so that little is
 * padded.
 */
public final class Batches {
  private Batches() {}

  /** Random batches; the last one may be smaller. */
  public static List<int[]> random(int n, int batchSize, SplittableRandom random) {
    return cut(Seeds.permutation(n, random), batchSize);
  }

  /** 0, 1, ..., n-1 in order, for evaluation. */
  public static List<int[]> inOrder(int n, int batchSize) {
    return cut(IntStream.range(0, n).toArray(), batchSize);
  }

  /**
   * Random batches in random order. Sequences of equal length meet in other batches each time; the
   * last batch by length may be smaller.
   */
  public static List<int[]> ofSimilarLength(int[] lengths, int batchSize, SplittableRandom random) {
    List<int[]> batches = cut(lengths, Seeds.permutation(lengths.length, random), batchSize);
    return Arrays.stream(Seeds.permutation(batches.size(), random)).mapToObj(batches::get).toList();
  }

  /** The same batches each time, shortest first, for evaluation. */
  public static List<int[]> byLength(int[] lengths, int batchSize) {
    return cut(lengths, IntStream.range(0, lengths.length).toArray(), batchSize);
  }

  private static List<int[]> cut(int[] lengths, int[] order, int batchSize) {
    // The length in the upper half of the key, the place in the given order in the lower half.
    int[] sorted =
        IntStream.range(0, order.length)
            .mapToLong(i -> ((long) lengths[order[i]] << 32) | i)
            .sorted()
            .mapToInt(key -> order[(int) key])
            .toArray();
    return cut(sorted, batchSize);
  }

  private static List<int[]> cut(int[] order, int batchSize) {
    Check.positive("batchSize", batchSize);
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += batchSize) {
      batches.add(Arrays.copyOfRange(order, from, Math.min(from + batchSize, order.length)));
    }
    return batches;
  }
}
