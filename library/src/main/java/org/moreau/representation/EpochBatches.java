package org.moreau.representation;

import java.util.List;
import org.moreau.data.Batches;
import org.moreau.engine.Seeds;

/**
 * The batches of each epoch, drawn without replacement. The last one, where it is smaller, is left
 * out, since few rows correlate perfectly whatever they are.
 */
final class EpochBatches {
  private final int samples;
  private final int batchSize;
  private final long seed;
  private int epoch;
  private List<int[]> batches = List.of();

  EpochBatches(int samples, int batchSize, long seed) {
    if (samples < 2) {
      throw new IllegalArgumentException(
          "the number of training samples must be at least 2, got " + samples);
    }
    if (batchSize < 2) {
      throw new IllegalArgumentException(
          "batchSize must be at least 2, as one row has no correlation, got " + batchSize);
    }
    this.samples = samples;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  List<int[]> of(int wanted) {
    if (wanted != epoch) {
      List<int[]> all = Batches.random(samples, batchSize, Seeds.random(seed, "batches", wanted));
      boolean isUneven = all.size() > 1 && samples % batchSize != 0;
      batches = isUneven ? all.subList(0, all.size() - 1) : all;
      epoch = wanted;
    }
    return batches;
  }
}
