package org.moreau.text;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Sums of numbers for pairs of a row and a column, in a hash table without objects. */
final class SparseCounts {
  private static final long FREE = -1;

  private long[] keys = new long[1 << 16];
  private double[] sums = new double[1 << 16];
  private int size;

  SparseCounts() {
    Arrays.fill(keys, FREE);
  }

  int size() {
    return size;
  }

  void add(int row, int column, double amount) {
    int slot = slot((long) row << 32 | column);
    if (keys[slot] == FREE) {
      keys[slot] = (long) row << 32 | column;
      size++;
    }
    sums[slot] += amount;
    if (size > keys.length / 2) {
      grow();
    }
  }

  private int slot(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & (keys.length - 1);
    while (keys[slot] != FREE && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    double[] oldSums = sums;
    keys = new long[Math.multiplyExact(2, oldKeys.length)];
    sums = new double[keys.length];
    Arrays.fill(keys, FREE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        sums[slot] = oldSums[i];
      }
    }
  }

  /** The sums, row by row and column by column. */
  SparseMatrix matrix(int rows, int columns) {
    long[] sorted = Arrays.stream(keys).filter(key -> key != FREE).sorted().toArray();
    int[] starts = new int[rows + 1];
    int[] places = new int[sorted.length];
    double[] values = new double[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      starts[(int) (sorted[i] >>> 32) + 1]++;
      places[i] = (int) sorted[i];
      values[i] = sums[slot(sorted[i])];
    }
    IntStream.range(0, rows).forEach(row -> starts[row + 1] += starts[row]);
    return new SparseMatrix(columns, starts, places, values);
  }
}
