package org.moreau.engine;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;

/**
 * A small float64 matrix in native memory, row by row, for OpenBLAS: a product of 20 x 20 takes 1
 * microsecond, less than the call of a tensor operation. Made by a {@link MatrixSpace}.
 */
public final class DenseMatrix {
  private static final int ROW_MAJOR = openblas.CblasRowMajor;

  private final MatrixSpace.Chunk chunk;
  private final long offset;
  private final int rows;
  private final int columns;
  private final int stride; // from a row to the next one

  DenseMatrix(MatrixSpace.Chunk chunk, long offset, int rows, int columns, int stride) {
    this.chunk = chunk;
    this.offset = offset;
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Columns {@code from} to {@code from + count}, sharing memory. */
  public DenseMatrix narrow(int from, int count) {
    if (from < 0 || count < 0 || from + count > columns) {
      throw new IllegalArgumentException(
          "columns must be within 0 and " + columns + ", got " + from + " and " + count + " more");
    }
    return new DenseMatrix(chunk, offset + from, rows, count, stride);
  }

  /** Rows {@code from} to {@code from + count}, sharing memory. */
  public DenseMatrix narrowRows(int from, int count) {
    if (from < 0 || count < 0 || from + count > rows) {
      throw new IllegalArgumentException(
          "rows must be within 0 and " + rows + ", got " + from + " and " + count + " more");
    }
    return new DenseMatrix(chunk, offset + (long) from * stride, count, columns, stride);
  }

  /** Copies {@code values}, row by row, to here. */
  public void put(double[] values) {
    int count = whole(values);
    first().put(values, 0, count);
  }

  /** Copies all, row by row, to {@code values}. */
  public void get(double[] values) {
    int count = whole(values);
    first().get(values, 0, count);
  }

  /** A copy, row by row. */
  public double[] values() {
    double[] values = new double[rows * columns];
    get(values);
    return values;
  }

  /** A copy as a tensor [rows, columns]. */
  public Tensor tensor() {
    return TensorData.of(values(), rows, columns);
  }

  private int whole(double[] values) {
    if (stride != columns || values.length != rows * columns) {
      throw new IllegalArgumentException(
          rows + " x " + columns + " values of a whole matrix, got " + values.length);
    }
    return values.length;
  }

  /** This = scale op(a) op(b) + keep this, op the transpose where asked for. */
  public void product(
      double scale, DenseMatrix a, boolean aT, DenseMatrix b, boolean bT, double keep) {
    int inner = aT ? a.rows : a.columns;
    if ((aT ? a.columns : a.rows) != rows
        || (bT ? b.rows : b.columns) != columns
        || (bT ? b.columns : b.rows) != inner) {
      throw new IllegalArgumentException("the factors do not fit " + rows + " x " + columns);
    }
    openblas.cblas_dgemm(
        ROW_MAJOR,
        aT ? openblas.CblasTrans : openblas.CblasNoTrans,
        bT ? openblas.CblasTrans : openblas.CblasNoTrans,
        rows,
        columns,
        inner,
        scale,
        a.first(),
        a.stride,
        b.second(),
        b.stride,
        keep,
        third(),
        stride);
  }

  /** This = a b. */
  public void product(DenseMatrix a, DenseMatrix b) {
    product(1, a, false, b, false, 0);
  }

  /**
   * Overwrites the upper triangle by R with RᵀR = this, symmetric; what is below stays.
   *
   * @return whether this is positive definite to rounding; if not, it holds nothing of use
   */
  public boolean cholesky() {
    // The upper triangle row by row is the lower one column by column, LAPACK's own order.
    return openblas.LAPACKE_dpotrf(openblas.LAPACK_COL_MAJOR, (byte) 'L', rows, first(), stride)
        == 0;
  }

  /**
   * Overwrites the upper triangle R, which {@link #cholesky} left, by that of (RᵀR)⁻¹; what is
   * below stays.
   */
  public void choleskyInverse() {
    openblas.LAPACKE_dpotri(openblas.LAPACK_COL_MAJOR, (byte) 'L', rows, first(), stride);
  }

  /** Overwrites this by op(R)⁻¹ this, R the upper triangle of {@code triangle}. */
  public void solveLeft(DenseMatrix triangle, boolean transposed) {
    solve(openblas.CblasLeft, triangle, transposed);
  }

  /** Overwrites this by this op(R)⁻¹, R the upper triangle of {@code triangle}. */
  public void solveRight(DenseMatrix triangle, boolean transposed) {
    solve(openblas.CblasRight, triangle, transposed);
  }

  private void solve(int side, DenseMatrix triangle, boolean transposed) {
    openblas.cblas_dtrsm(
        ROW_MAJOR,
        side,
        openblas.CblasUpper,
        transposed ? openblas.CblasTrans : openblas.CblasNoTrans,
        openblas.CblasNonUnit,
        rows,
        columns,
        1,
        triangle.first(),
        triangle.stride,
        second(),
        stride);
  }

  /**
   * Singular values of this = U diag(σ) Vᵀ, which it overwrites.
   *
   * @param u becomes U, rows x rows
   * @param vT becomes Vᵀ, columns x columns
   * @return σ, descending
   * @throws ArithmeticException if the iteration does not converge
   */
  public double[] singularValues(DenseMatrix u, DenseMatrix vT) {
    double[] sigma = new double[Math.min(rows, columns)];
    DoublePointer values = chunk.values(2L * sigma.length);
    // Row by row this is its transpose column by column: LAPACK's own order, with U and V changing
    // places, spares it four transpositions.
    int info =
        openblas.LAPACKE_dgesvd(
            openblas.LAPACK_COL_MAJOR,
            (byte) 'A',
            (byte) 'A',
            columns,
            rows,
            first(),
            stride,
            values,
            vT.second(),
            vT.stride,
            u.third(),
            u.stride,
            chunk.superdiagonal(sigma.length));
    requireConverged(info, "singular values");
    values.get(sigma);
    return sigma;
  }

  /**
   * Overwrites this, symmetric, by its eigenvectors, a column each.
   *
   * @return the eigenvalues, ascending
   * @throws ArithmeticException if the iteration does not converge
   */
  public double[] eigenvectors() {
    double[] eigenvalues = new double[rows];
    DoublePointer values = chunk.values(rows);
    int info =
        openblas.LAPACKE_dsyevd(ROW_MAJOR, (byte) 'V', (byte) 'U', rows, first(), stride, values);
    requireConverged(info, "eigenvalues");
    values.get(eigenvalues);
    return eigenvalues;
  }

  // Handles of one chunk are shared by its matrices: a call takes one for each of its operands.

  private DoublePointer first() {
    return chunk.first.position(offset);
  }

  private DoublePointer second() {
    return chunk.second.position(offset);
  }

  private DoublePointer third() {
    return chunk.third.position(offset);
  }

  private static void requireConverged(int info, String what) {
    if (info != 0) {
      throw new ArithmeticException(
          "LAPACK found no " + what + " (info " + info + "); is every entry finite?");
    }
  }
}
