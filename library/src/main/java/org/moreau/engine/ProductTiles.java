package org.moreau.engine;

/**
 * How a product is cut for OpenBLAS. Where it has AVX-512 it skips packing for products of at most
 * a million multiplications, and is a third faster as long as the right factor stays in the first
 * cache. Elsewhere it is fastest uncut. The cuts, and so the rounding, depend on the sizes and the
 * processor alone.
 *
 * @param depth the most terms of a sum, and {@code columns} the most of the result, in a tile
 */
record ProductTiles(int depth, int columns, int most) {
  private static final int ROUND = 16;
  private static final int WHOLE = Integer.MAX_VALUE;

  /** Those of this processor. */
  static ProductTiles ofProcessor() {
    return Holder.TILES;
  }

  private static final class Holder {
    private static final ProductTiles TILES = choose();

    private static ProductTiles choose() {
      try (TensorScope scope = new TensorScope()) {
        String capability = org.bytedeco.pytorch.global.torch.get_cpu_capability().getString();
        return capability.startsWith("AVX512")
            ? new ProductTiles(128, 64, 1_000_000)
            : new ProductTiles(WHOLE, WHOLE, WHOLE);
      }
    }
  }

  int depthOf(int all) {
    return even(all, depth);
  }

  int columnsOf(int all) {
    return even(all, columns);
  }

  /** The rows of a tile of so many columns and terms. */
  int rowsOf(int all, int columns, int depth) {
    int fitting = most / Math.max(columns * depth, 1) / ROUND * ROUND;
    return even(all, Math.max(fitting, ROUND));
  }

  /** The size of equal parts of {@code all}, of at most {@code most} each, a multiple of 16. */
  private static int even(int all, int most) {
    if (all <= most) {
      return all;
    }
    int parts = (all + most - 1) / most;
    int part = (all + parts - 1) / parts;
    return (part + ROUND - 1) / ROUND * ROUND;
  }
}
