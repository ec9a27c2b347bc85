package org.moreau.proxprop;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorData;

/**
 * {@link RowRecurrence} for a block of columns in float32 on the CPU: products with the Gram matrix
 * by libtorch, everything else in loops over one column at a time, which stays in the first cache.
 */
final class FusedRowRecurrence {
  private final Tensor gram;
  private final double trace;
  private final double beta;
  private final int rows;
  private final float[][] r;
  private final float[][] gr;
  private final float[][] p;
  private final float[][] gp;
  private final float[][] y;
  private final float[] scale;
  private final double[] rounding;
  private final double[] rho;

  /** Solves for {@code columns} columns at a time. */
  FusedRowRecurrence(Tensor gram, double trace, double beta, int columns) {
    this.gram = gram;
    this.trace = trace;
    this.beta = beta;
    rows = Math.toIntExact(gram.size(0));
    r = new float[columns][rows];
    gr = new float[columns][rows];
    p = new float[columns][rows];
    gp = new float[columns][rows];
    y = new float[columns][rows];
    scale = new float[columns];
    rounding = new double[columns];
    rho = new double[columns];
  }

  /** Turns g, whose columns are the rows of the contiguous {@code block}, into y. */
  void solve(Tensor block, int steps) {
    TensorData.readRows(block, r);
    for (int j = 0; j < r.length; j++) {
      start(j);
    }
    Tensor residuals = torch.empty_like(block);
    for (int k = 1; k <= steps; k++) {
      TensorData.writeRows(r, residuals);
      torch.mm_out(block, residuals, gram);
      TensorData.readRows(block, gr);
      for (int j = 0; j < r.length; j++) {
        step(j, k == 1);
      }
    }
    for (int j = 0; j < y.length; j++) {
      scale(y[j], Double.isNaN(rho[j]) ? Float.NaN : scale[j]);
    }
    TensorData.writeRows(y, block);
  }

  private void start(int j) {
    float largest = largest(r[j]);
    scale[j] = largest > 0 ? largest : 1;
    divide(r[j], scale[j]);
    java.util.Arrays.fill(y[j], 0);
    rounding[j] = dot(r[j], r[j]) * trace * 0x1p-46;
  }

  private void step(int j, boolean first) {
    double before = rho[j];
    double square = dot(r[j], gr[j]);
    rho[j] = square <= rounding[j] ? 0 : square;
    if (rho[j] == 0 || (!first && before == 0)) {
      rho[j] = 0;
      java.util.Arrays.fill(r[j], 0);
      return;
    }
    float ratio = first ? 0 : (float) (rho[j] / before);
    combine(p[j], r[j], ratio, first);
    combine(gp[j], gr[j], ratio, first);
    double curvature = dot(gp[j], gp[j]) + beta * dot(p[j], gp[j]);
    float alpha = (float) (rho[j] / curvature);
    add(y[j], p[j], alpha);
    add(r[j], gp[j], -alpha);
    add(r[j], p[j], (float) (-alpha * beta));
  }

  // Short loops from 0 on, one array beside another: those the compiler turns into vectors.

  private static void combine(float[] a, float[] b, float ratio, boolean first) {
    if (first) {
      System.arraycopy(b, 0, a, 0, a.length);
      return;
    }
    for (int i = 0; i < a.length; i++) {
      a[i] = b[i] + ratio * a[i];
    }
  }

  private static void add(float[] a, float[] b, float factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] += factor * b[i];
    }
  }

  private static void scale(float[] a, float factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
    }
  }

  private static void divide(float[] a, float divisor) {
    for (int i = 0; i < a.length; i++) {
      a[i] /= divisor;
    }
  }

  private static float largest(float[] a) {
    float largest = 0;
    for (float value : a) {
      float size = Math.abs(value);
      largest = size > largest ? size : largest;
    }
    return largest;
  }

  // A float sum has a fixed order, so the compiler leaves it alone: eight sums side by side.
  private static double dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = 0;
    for (; i + 8 <= a.length; i += 8) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
      s4 += a[i + 4] * b[i + 4];
      s5 += a[i + 5] * b[i + 5];
      s6 += a[i + 6] * b[i + 6];
      s7 += a[i + 7] * b[i + 7];
    }
    double sum =
        ((double) s0 + s1) + ((double) s2 + s3) + (((double) s4 + s5) + ((double) s6 + s7));
    for (; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
