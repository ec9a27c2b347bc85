package org.moreau.recurrent;

import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.FloatMemory;
import org.moreau.engine.FloatSpace;

/** The memory of a pass: arrays for loops, native matrices for products. */
final class Workspace {
  private static final int AT_ONCE = 28; // their table is whole lines too
  private static final int LINE = 16; // entries in a line of the cache
  private static final int HEADER = 4; // of an array, as many entries long

  private final FloatSpace matrices;
  private final int length;
  private float[][] arrays = new float[0][];
  private int taken;

  /**
   * Memory like that of {@code like}.
   *
   * @param entries the most that an array needs
   */
  Workspace(Tensor like, int entries) {
    matrices = new FloatSpace(like);
    // Arrays made one behind the other then begin alike within a line, and a loop over several
    // of them takes a third less.
    length = (entries + HEADER + LINE - 1) / LINE * LINE - HEADER;
  }

  /** An array of zeros, of as many entries as asked for and some more. */
  float[] array() {
    if (taken == arrays.length) {
      arrays = new float[AT_ONCE][length];
      taken = 0;
    }
    return arrays[taken++];
  }

  /** So many arrays. */
  float[][] arrays(int count) {
    float[][] all = new float[count][];
    for (int i = 0; i < count; i++) {
      all[i] = array();
    }
    return all;
  }

  /** A native matrix, its values not set. */
  FloatMemory.Matrix matrix(int rows, int columns) {
    return matrices.matrix(rows, columns);
  }

  /** For each of {@code steps} so many such matrices. */
  FloatMemory.Matrix[][] matricesByStep(int steps, int count, int rows, int columns) {
    FloatMemory.Matrix[][] all = new FloatMemory.Matrix[steps][];
    for (int t = 0; t < steps; t++) {
      all[t] = matrices(count, rows, columns);
    }
    return all;
  }

  /** {@code count} such matrices. */
  FloatMemory.Matrix[] matrices(int count, int rows, int columns) {
    return matrices.matrices(count, rows, columns);
  }
}
