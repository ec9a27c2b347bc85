package org.moreau.recurrent;

import org.moreau.engine.FloatMemory;

/**
 * The entries of a {@link GatedCell} over one pass, in float32 on the CPU: formulas as loops over
 * arrays of hidden · batch entries. It keeps what its derivative needs in native memory.
 */
abstract class ArrayCell {
  /** The sizes of a pass. */
  record Sizes(int steps, int batch, int hidden) {
    int entries() {
      return hidden * batch;
    }
  }

  /** What the weights' rows are, the same for every pass of a kind of cell. */
  interface Kind {
    /**
     * A cell for a pass.
     *
     * @param z where W x + U h' + b is found, [gates · hidden, batch], and behind it the products
     *     with h' of the last {@code apart} gates; the cell may overwrite both
     */
    ArrayCell cell(Sizes sizes, FloatMemory z, Workspace space);

    int gates();

    /** The first gates, which the intermediate state depends on. */
    int stateGates();

    /** The last gates, in which the product with h' stands apart. */
    int apart();

    /** What the weights of a gate are multiplied with beforehand. */
    double scale(int gate);
  }

  final Sizes sizes;
  final int n;

  ArrayCell(Sizes sizes) {
    this.sizes = sizes;
    n = sizes.entries();
  }

  /** Reads z and q, and keeps the gates of step {@code t}. */
  abstract void read(int t);

  /** Recalls what {@link #read} kept. */
  abstract void recall(int t);

  /** s, of the gates read last. */
  abstract void intermediate(float[] before, float[] s);

  /** a_k = ∂s/∂z_k, of the gates read or recalled last. */
  abstract void sensitivities(float[] before, float[][] a);

  /** h for the state that is shown, of the gates read last. */
  abstract void show(int t, float[] state, float[] h);

  /** The cotangent of the state that is shown; z̄ of gates that only h depends on. */
  abstract void showBackward(float[] hBar, float[] stateBar, float[][] zBar);

  /**
   * The other cotangents, for those of s and of the sensitivities, which it may overwrite.
   *
   * @param zBar of all gates and, behind them, of the products with h' that stand apart
   */
  abstract void backward(
      float[] before, float[][] a, float[] sBar, float[][] aBar, float[][] zBar, float[] beforeBar);
}
