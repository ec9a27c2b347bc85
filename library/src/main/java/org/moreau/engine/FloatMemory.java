package org.moreau.engine;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The float32 values of a contiguous CPU tensor, for copies to and from arrays and for products by
 * OpenBLAS without the cost of a tensor operation. It lives as long as the {@link TensorScope} in
 * which it was made; for one thread at a time.
 */
public final class FloatMemory {
  private static final int ROW_MAJOR = openblas.CblasRowMajor;
  private static final float[] ZEROS = new float[4096];

  private final Tensor tensor; // keeps the memory alive
  private final FloatBuffer buffer;
  // Handles that matrices move about: a call takes one for each of its operands.
  private final FloatPointer left;
  private final FloatPointer right;
  private final FloatPointer result;

  /**
   * The values of {@code tensor}, shared with it.
   *
   * @throws IllegalArgumentException if it is not contiguous, of float32 and on the CPU
   */
  public FloatMemory(Tensor tensor) {
    if (!tensor.is_contiguous() || tensor.is_cuda() || !isFloat(tensor)) {
      throw new IllegalArgumentException(
          "tensor must be contiguous, of the type Float and on the CPU, got "
              + tensor.scalar_type().intern()
              + " on "
              + tensor.device().str().getString());
    }
    long size = tensor.numel();
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "tensor must have at most 2^31 - 1 entries, got " + size + "; use smaller batches");
    }
    this.tensor = tensor;
    left = tensor.data_ptr_float();
    right = new FloatPointer(left);
    result = new FloatPointer(left);
    buffer = new FloatPointer(left).capacity(size).asBuffer();
  }

  /** The whole of a matrix, or of a vector as a column. */
  public static Matrix of(Tensor tensor) {
    int columns = tensor.dim() > 1 ? (int) tensor.size(1) : 1;
    return new FloatMemory(tensor).matrix(0, (int) tensor.size(0), columns);
  }

  private static boolean isFloat(Tensor tensor) {
    return tensor.scalar_type().intern() == ScalarType.Float;
  }

  /** The tensor whose values these are. */
  public Tensor tensor() {
    return tensor;
  }

  /** The matrix, row by row, that begins at entry {@code from}. */
  public Matrix matrix(int from, int rows, int columns) {
    if (from < 0 || rows < 0 || columns < 0 || (long) from + (long) rows * columns > size()) {
      throw new IllegalArgumentException(
          rows + " x " + columns + " from " + from + " must lie within " + size() + " entries");
    }
    return new Matrix(from, rows, columns);
  }

  /** {@code count} matrices of rows x columns, one behind the other. */
  public Matrix[] matrices(int count, int rows, int columns) {
    return matrices(0, count, rows, columns);
  }

  Matrix[] matrices(int from, int count, int rows, int columns) {
    Matrix[] all = new Matrix[count];
    for (int i = 0; i < count; i++) {
      all[i] = matrix(from + i * rows * columns, rows, columns);
    }
    return all;
  }

  int size() {
    return buffer.capacity();
  }

  /** A part of a product: of its rows and columns, and of the terms of their sums. */
  private record Tile(int row, int rows, int column, int columns, int term, int terms) {}

  /** A matrix of its values, row by row. */
  public final class Matrix {
    private final int from;
    private final int rows;
    private final int columns;

    private Matrix(int from, int rows, int columns) {
      this.from = from;
      this.rows = rows;
      this.columns = columns;
    }

    /** Rows {@code first} to {@code first + count}, sharing memory. */
    public Matrix rows(int first, int count) {
      if (first < 0 || count < 0 || first + count > rows) {
        throw new IllegalArgumentException(
            "rows must be within 0 and " + rows + ", got " + first + " and " + count + " more");
      }
      return new Matrix(from + first * columns, count, columns);
    }

    /** {@code parts} of as many rows each, sharing memory. */
    public Matrix[] divided(int parts) {
      return FloatMemory.this.matrices(from, parts, rows / parts, columns);
    }

    /** Copies all entries, row by row, to the start of {@code to}. */
    public void get(float[] to) {
      buffer.get(from, to, 0, rows * columns);
    }

    /** Copies the start of {@code values}, row by row, to all entries. */
    public void put(float[] values) {
      buffer.put(from, values, 0, rows * columns);
    }

    /** All entries, row by row. */
    public float[] values() {
      float[] values = new float[rows * columns];
      get(values);
      return values;
    }

    /** This = a b. */
    public void product(Matrix a, Matrix b) {
      multiply(a, b, false, 0);
    }

    /** This += a b. */
    public void addProduct(Matrix a, Matrix b) {
      multiply(a, b, false, 1);
    }

    /** This += a bᵀ. */
    public void addProductTransposed(Matrix a, Matrix b) {
      multiply(a, b, true, 1);
    }

    /** This = 0. */
    public void clear() {
      int end = from + rows * columns;
      for (int at = from; at < end; at += ZEROS.length) {
        buffer.put(at, ZEROS, 0, Math.min(ZEROS.length, end - at));
      }
    }

    private void multiply(Matrix a, Matrix b, boolean transposed, float beta) {
      if (a.rows != rows
          || (transposed ? b.rows : b.columns) != columns
          || (transposed ? b.columns : b.rows) != a.columns) {
        throw new IllegalArgumentException("the factors do not fit " + rows + " x " + columns);
      }
      if (transposed) { // packing pays for these
        multiply(a, b, true, new Tile(0, rows, 0, columns, 0, a.columns), beta);
        return;
      }
      ProductTiles tiles = ProductTiles.ofProcessor();
      int depth = tiles.depthOf(a.columns);
      int width = tiles.columnsOf(columns);
      int height = tiles.rowsOf(rows, width, depth);
      for (int column = 0; column < columns; column += width) {
        int wide = Math.min(width, columns - column);
        for (int term = 0; term < a.columns; term += depth) {
          int deep = Math.min(depth, a.columns - term);
          for (int row = 0; row < rows; row += height) {
            int high = Math.min(height, rows - row);
            Tile tile = new Tile(row, high, column, wide, term, deep);
            multiply(a, b, false, tile, term == 0 ? beta : 1);
          }
        }
      }
    }

    private void multiply(Matrix a, Matrix b, boolean transposed, Tile tile, float beta) {
      openblas.cblas_sgemm(
          ROW_MAJOR,
          openblas.CblasNoTrans,
          transposed ? openblas.CblasTrans : openblas.CblasNoTrans,
          tile.rows,
          tile.columns,
          tile.terms,
          1,
          a.memory().left.position(a.from + tile.row * a.columns + tile.term),
          a.columns,
          b.memory().right.position(b.from + tile.term * b.columns + tile.column),
          b.columns,
          beta,
          result.position(from + tile.row * columns + tile.column),
          columns);
    }

    private FloatMemory memory() {
      return FloatMemory.this;
    }
  }
}
