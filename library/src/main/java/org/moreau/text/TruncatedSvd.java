package org.moreau.text;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * The largest singular values of a sparse matrix A and their left singular vectors: the best
 * approximation of A A' of that rank. By subspace iteration from random vectors, Q ← orth(A orth(A'
 * Q)), with a few more vectors than asked for, and the singular values of Q' A; the sign of a
 * vector is such that its largest number is positive. Costs 2 (iterations + 1) products of A with
 * as many vectors.
 *
 * <p>Source: Halko, Martinsson, Tropp, "Finding structure with randomness", 2011.
 *
 * @param left [rows, rank], row by row
 * @param values the largest first
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record TruncatedSvd(double[] left, double[] values) {
  private static final int MORE = 20;
  private static final int ITERATIONS = 30; // values of words lie close to each other

  /**
   * Of {@code matrix}, up to {@code rank}.
   *
   * @param seed of the random vectors
   * @throws IllegalArgumentException if the matrix has fewer rows or columns than {@code rank}
   */
  public static TruncatedSvd of(SparseMatrix matrix, int rank, long seed) {
    int smaller = Math.min(matrix.rows(), matrix.columns());
    Check.inRange("rank", rank, 1, smaller);
    int width = Math.min(rank + MORE, smaller);
    SplittableRandom random = Seeds.random(seed, "truncated-svd");
    double[] q = random.doubles((long) matrix.columns() * width, -1, 1).toArray();
    q = orthonormal(matrix.times(q, width), matrix.rows(), width);
    for (int i = 0; i < ITERATIONS; i++) {
      double[] back = orthonormal(matrix.transposedTimes(q, width), matrix.columns(), width);
      q = orthonormal(matrix.times(back, width), matrix.rows(), width);
    }
    return projected(matrix, q, width, rank);
  }

  /** Of Q' A, whose left singular vectors Q carries to those of A. */
  private static TruncatedSvd projected(SparseMatrix matrix, double[] q, int width, int rank) {
    try (TensorScope scope = new TensorScope()) {
      Tensor small =
          TensorData.of(matrix.transposedTimes(q, width), matrix.columns(), width); // (Q' A)'
      var qr = torch.linalg_qr(small);
      // (Q' A)' = H R with H orthonormal, so that Q' A and R' have one set of left vectors.
      var svd = torch.linalg_svd(qr.get1().t());
      Tensor left =
          torch.matmul(TensorData.of(q, matrix.rows(), width), svd.get0()).narrow(1, 0, rank);
      double[] values = TensorData.doubles(svd.get1().narrow(0, 0, rank));
      return new TruncatedSvd(signed(TensorData.doubles(left), rank), values);
    }
  }

  private static double[] orthonormal(double[] vectors, int rows, int width) {
    try (TensorScope scope = new TensorScope()) {
      return TensorData.doubles(torch.linalg_qr(TensorData.of(vectors, rows, width)).get0());
    }
  }

  private static double[] signed(double[] vectors, int rank) {
    for (int k = 0; k < rank; k++) {
      double largest = 0;
      for (int i = k; i < vectors.length; i += rank) {
        largest = Math.abs(vectors[i]) > Math.abs(largest) ? vectors[i] : largest;
      }
      for (int i = k; i < vectors.length && largest < 0; i += rank) {
        vectors[i] = -vectors[i];
      }
    }
    return vectors;
  }
}
