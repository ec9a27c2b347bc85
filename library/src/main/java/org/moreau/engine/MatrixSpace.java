package org.moreau.engine;

import java.util.Objects;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for many small matrices in few allocations, each of which would cost more than a
 * product. It grows within the {@link TensorScope} that is open then, and its matrices belong to
 * that; for one thread at a time.
 */
public final class MatrixSpace {
  private static final long CHUNK = 1 << 15;

  private Chunk chunk;
  private long used;
  private long size;

  /** Space that grows as it is used. */
  public MatrixSpace() {
    NativeLibraries.load();
    size = CHUNK;
    chunk = new Chunk(size);
  }

  /** A matrix with arbitrary entries. */
  public DenseMatrix matrix(int rows, int columns) {
    long needed = (long) rows * columns;
    if (needed > size - used) {
      size = Math.max(CHUNK, needed);
      chunk = new Chunk(size);
      used = 0;
    }
    DenseMatrix matrix = new DenseMatrix(chunk, used, rows, columns, columns);
    used += needed;
    return matrix;
  }

  /** A copy of {@code values}, row by row. */
  public DenseMatrix matrix(int rows, int columns, double[] values) {
    DenseMatrix matrix = matrix(rows, columns);
    matrix.put(values);
    return matrix;
  }

  /** 1 on the diagonal, 0 elsewhere. */
  public DenseMatrix identity(int size) {
    double[] values = new double[size * size];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = 1;
    }
    return matrix(size, size, values);
  }

  /** One allocation, with handles that its matrices move about in it. */
  static final class Chunk {
    final DoublePointer first;
    final DoublePointer second;
    final DoublePointer third;
    private @Nullable Chunk room; // of decompositions
    private long roomSize;

    private final Tensor memory;

    Chunk(long size) {
      memory = empty(size);
      first = memory.data_ptr_double();
      second = memory.data_ptr_double();
      third = memory.data_ptr_double();
    }

    // A tensor: JavaCPP asks the system for the memory in use at each allocation of its own.
    private static Tensor empty(long size) {
      return torch.empty(new long[] {size}, new TensorOptions(ScalarType.Double), null);
    }

    /** Room for {@code count} numbers, one place for all. */
    DoublePointer values(long count) {
      if (room == null || count > roomSize) {
        room = new Chunk(count);
        roomSize = count;
      }
      return room.first;
    }

    /** The same room from {@code from} on, after {@link #values}. */
    DoublePointer superdiagonal(long from) {
      return Objects.requireNonNull(room).second.position(from);
    }
  }
}
