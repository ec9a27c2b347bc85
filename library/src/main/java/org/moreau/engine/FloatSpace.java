package org.moreau.engine;

import org.bytedeco.pytorch.Tensor;

/**
 * Room for many matrices of float32 on the CPU, whose values are not set: to make a tensor for each
 * takes longer than a small matrix takes to fill. It lives as long as the {@link TensorScope} in
 * which it was made; for one thread at a time.
 */
public final class FloatSpace {
  private static final long LEAST_PIECE = 1 << 18;
  private static final int CACHE_LINE = 16;

  private final Tensor like;
  private FloatMemory piece;
  private int used;

  /** Room in tensors of the kind of {@code like}. */
  public FloatSpace(Tensor like) {
    this.like = like;
    piece = piece(LEAST_PIECE);
  }

  private FloatMemory piece(long entries) {
    return new FloatMemory(like.new_empty(entries));
  }

  /** A matrix that shares memory with no other. */
  public FloatMemory.Matrix matrix(int rows, int columns) {
    return matrices(1, rows, columns)[0];
  }

  /** {@code count} matrices of rows x columns, one behind the other. */
  public FloatMemory.Matrix[] matrices(int count, int rows, int columns) {
    long entries = (long) count * rows * columns;
    if (entries > piece.size() - used) {
      piece = piece(Math.max(entries, LEAST_PIECE));
      used = 0;
    }
    FloatMemory.Matrix[] all = piece.matrices(used, count, rows, columns);
    used =
        (int) Math.min(piece.size(), (used + entries + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
    return all;
  }
}
