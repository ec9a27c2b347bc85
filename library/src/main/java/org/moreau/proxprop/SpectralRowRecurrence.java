package org.moreau.proxprop;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;

/**
 * {@link RowRecurrence} in the basis of the eigenvectors of the Gram matrix, G = QΛQ': there a
 * product with G is one with numbers, and a column's recurrence stays in the first cache. For
 * float32 on the CPU; the recurrence itself is in float64. Cost: the decomposition, two products
 * with Q, and 16 operations per entry and step.
 */
final class SpectralRowRecurrence {
  // Measured for 100 to 1,000 rows: the decomposition takes as long as a product of G with 13 n
  // columns, and what the other form does to an entry in a step beside its product, as another one.
  private static final double DECOMPOSITION = 13;

  private static final long BLOCK = 128;

  private final Tensor vectors;
  private final double[] lambda;
  private final double[] shifted; // λ + β
  private final double[] curvature; // λ (λ + β)
  private final double trace;
  private final double[] r;
  private final double[] p;
  private final double[] y;

  SpectralRowRecurrence(Tensor gram, double trace, double beta) {
    T_TensorTensor_T pair = torch.linalg_eigh(gram.to(ScalarType.Double), "L");
    lambda = TensorData.doubles(pair.get0().clamp_min(new Scalar(0.0)));
    vectors = pair.get1().to(ScalarType.Float);
    this.trace = trace;
    int rows = lambda.length;
    shifted = new double[rows];
    curvature = new double[rows];
    for (int i = 0; i < rows; i++) {
      shifted[i] = lambda[i] + beta;
      curvature[i] = lambda[i] * shifted[i];
    }
    r = new double[rows];
    p = new double[rows];
    y = new double[rows];
  }

  /** Whether it is faster than products with the Gram matrix of so many rows. */
  static boolean pays(Tensor gram, long columns, int steps) {
    boolean fits = gram.scalar_type().value == ScalarType.Float.value && !gram.is_cuda();
    return fits && DECOMPOSITION * gram.size(0) + 2.0 * columns < 2.0 * steps * columns;
  }

  /** y [rows, outputs] for g of that shape. */
  Tensor multipliers(Tensor g, int steps) {
    Tensor turned = g.t().mm(vectors);
    long outputs = turned.size(0);
    float[][] columns = new float[(int) Math.min(BLOCK, outputs)][r.length];
    for (long from = 0; from < outputs; from += BLOCK) {
      int size = (int) Math.min(BLOCK, outputs - from);
      float[][] some = size < columns.length ? Arrays.copyOf(columns, size) : columns;
      Tensor block = turned.narrow(0, from, size);
      TensorData.readRows(block, some);
      for (float[] column : some) {
        solve(column, steps);
      }
      TensorData.writeRows(some, block);
    }
    return vectors.mm(turned.t());
  }

  private void solve(float[] column, int steps) {
    double size = 0;
    double rho = 0;
    for (int i = 0; i < r.length; i++) {
      r[i] = column[i];
      p[i] = 0;
      y[i] = 0;
      size += r[i] * r[i];
      rho += lambda[i] * r[i] * r[i];
    }
    double rounding = size * trace * 0x1p-46;
    double ratio = 0;
    for (int k = 0; k < steps && !(rho <= rounding); k++) {
      double alpha = rho / direct(ratio);
      double next = advance(alpha);
      ratio = next / rho;
      rho = next;
    }
    for (int i = 0; i < y.length; i++) {
      column[i] = (float) y[i];
    }
  }

  // A sum has a fixed order, which the compiler keeps: four sums side by side.

  /** p = r + ratio p, and ⟨Gp, Gp + βp⟩. */
  private double direct(double ratio) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 4 <= p.length; i += 4) {
      double p0 = r[i] + ratio * p[i];
      double p1 = r[i + 1] + ratio * p[i + 1];
      double p2 = r[i + 2] + ratio * p[i + 2];
      double p3 = r[i + 3] + ratio * p[i + 3];
      p[i] = p0;
      p[i + 1] = p1;
      p[i + 2] = p2;
      p[i + 3] = p3;
      s0 += curvature[i] * p0 * p0;
      s1 += curvature[i + 1] * p1 * p1;
      s2 += curvature[i + 2] * p2 * p2;
      s3 += curvature[i + 3] * p3 * p3;
    }
    for (; i < p.length; i++) {
      p[i] = r[i] + ratio * p[i];
      s0 += curvature[i] * p[i] * p[i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** y += α p, r −= α (G + β) p, and ⟨r, Gr⟩. */
  private double advance(double alpha) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 4 <= r.length; i += 4) {
      double r0 = r[i] - alpha * shifted[i] * p[i];
      double r1 = r[i + 1] - alpha * shifted[i + 1] * p[i + 1];
      double r2 = r[i + 2] - alpha * shifted[i + 2] * p[i + 2];
      double r3 = r[i + 3] - alpha * shifted[i + 3] * p[i + 3];
      r[i] = r0;
      r[i + 1] = r1;
      r[i + 2] = r2;
      r[i + 3] = r3;
      y[i] += alpha * p[i];
      y[i + 1] += alpha * p[i + 1];
      y[i + 2] += alpha * p[i + 2];
      y[i + 3] += alpha * p[i + 3];
      s0 += lambda[i] * r0 * r0;
      s1 += lambda[i + 1] * r1 * r1;
      s2 += lambda[i + 2] * r2 * r2;
      s3 += lambda[i + 3] * r3 * r3;
    }
    for (; i < r.length; i++) {
      r[i] -= alpha * shifted[i] * p[i];
      y[i] += alpha * p[i];
      s0 += lambda[i] * r[i] * r[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
