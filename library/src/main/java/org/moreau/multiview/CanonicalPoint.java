package org.moreau.multiview;

import java.util.List;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;

/**
 * The canonical correlations of two views at one Gram matrix, in canonical coordinates: Aᵀ(S_xx +
 * εI)A = I, Bᵀ(S_yy + εI)B = I, AᵀS_xyB = diag(σ).
 *
 * <p>As singular values do not change when a whitening is turned, its differential may be taken as
 * dAᵀ = −½ (Aᵀ dS_xx A) Aᵀ. Then dT = E_xy − ½ (E_x T + T E_y), and for W = U_k V_kᵀ, with h_i = 1
 * for the σ that count and 0 for others, and σ_i = 0 beyond the narrower view,
 *
 * <p>2 dW_ij = (h_i − h_j)/(σ_i − σ_j) (dT_ij + dT_ji) + (h_i + h_j)/(σ_i + σ_j) (dT_ij − dT_ji).
 */
final class CanonicalPoint extends CorrelationPoint {
  private static final double SMALLEST_CORRELATION = 2e-8; // below it T has no rank
  private static final double SMALLEST_GAP = 1e-8;

  private final CanonicalCorrelation correlation;
  private final long n;
  private final int d1;
  private final int d2;
  private final DenseMatrix triangleX;
  private final DenseMatrix triangleY;
  private final DenseMatrix t;
  private final DenseMatrix a;
  private final DenseMatrix bT;
  private final DenseMatrix b;
  private final double[] blockX;
  private final double[] blockY;
  private final double[] blockXy;
  private final double[] transposed;
  private final double[] sigma; // padded with zeros to the wider view
  private final double[] counts; // h, padded too
  private final double[] even; // coefficients of dT + dTᵀ, [wider, wider]
  private final double[] odd; // and of dT − dTᵀ
  private final double[] dT; // [wider, wider], 0 beyond the narrower view
  private final double[] dW;
  private final int wider;
  private boolean coefficientsFit;

  CanonicalPoint(CanonicalCorrelation correlation, List<Integer> sizes, long n, MatrixSpace space) {
    super(sizes, correlation.scaling().factor(n));
    this.correlation = correlation;
    this.n = n;
    d1 = sizes.get(0);
    d2 = sizes.get(1);
    triangleX = space.matrix(d1, d1);
    triangleY = space.matrix(d2, d2);
    t = space.matrix(d1, d2);
    a = space.matrix(d1, d1);
    bT = space.matrix(d2, d2);
    b = space.matrix(d2, d2);
    blockX = new double[d1 * d1];
    blockY = new double[d2 * d2];
    blockXy = new double[d1 * d2];
    transposed = new double[d2 * d2];
    wider = Math.max(d1, d2);
    sigma = new double[wider];
    counts = new double[wider];
    even = new double[wider * wider];
    odd = new double[wider * wider];
    dT = new double[wider * wider];
    dW = new double[wider * wider];
  }

  @Override
  void move(double[] gram) {
    factor(gram, 0, correlation.ridge(), blockX, triangleX);
    factor(gram, 1, correlation.ridge(), blockY, triangleY);
    copy(gram, 0, 1, blockXy);
    t.put(blockXy);
    t.solveLeft(triangleX, true);
    t.solveRight(triangleY, false);
    double[] values = t.singularValues(a, bT);
    System.arraycopy(values, 0, sigma, 0, values.length);
    a.solveLeft(triangleX, false);
    bT.solveRight(triangleY, true);
    bT.get(blockY);
    for (int i = 0; i < d2; i++) {
      for (int j = 0; j < d2; j++) {
        transposed[j * d2 + i] = blockY[i * d2 + j];
      }
    }
    b.put(transposed);
    coefficientsFit = false;
  }

  @Override
  int decide() {
    int rank = 0;
    while (rank < Math.min(d1, d2) && sigma[rank] > SMALLEST_CORRELATION) {
      rank++;
    }
    int components = correlation.components();
    if (components > rank) {
      throw new IllegalArgumentException(
          "components must be at most the rank "
              + rank
              + " of the views' correlation in this batch of "
              + n
              + " rows, got "
              + components
              + "; take fewer components, ALL, or larger batches");
    }
    return components == CanonicalCorrelation.ALL ? rank : components;
  }

  @Override
  void keep(int count) {
    for (int i = 0; i < wider; i++) {
      counts[i] = i < count ? 1 : 0;
    }
  }

  @Override
  double value() {
    double sum = 0;
    for (int i = 0; i < wider; i++) {
      sum += counts[i] * sigma[i];
    }
    return sum;
  }

  @Override
  double[] spectrum() {
    return java.util.Arrays.copyOf(sigma, Math.min(d1, d2));
  }

  @Override
  DenseMatrix whitening(int j) {
    return j == 0 ? a : b;
  }

  @Override
  void requireSmooth() {
    for (int i = 0; i + 1 < wider; i++) {
      if (counts[i] > counts[i + 1] && !(sigma[i] - sigma[i + 1] >= SMALLEST_GAP)) {
        throw new ArithmeticException(
            "the sum of the top "
                + (i + 1)
                + " correlations has no derivative where the next one is as large, both "
                + sigma[i]
                + "; take another number of components");
      }
    }
  }

  @Override
  void addSlope(double[] u, int rows, double[] result) {
    for (int r = 0; r < rows; r++) {
      int x = r * features;
      int y = x + d1;
      for (int i = 0; i < d1; i++) {
        result[x + i] += u[x + i] * sigma[i] * counts[i];
      }
      for (int i = 0; i < d2; i++) {
        result[y + i] += u[y + i] * sigma[i] * counts[i];
      }
      for (int i = 0; i < Math.min(d1, d2); i++) {
        result[x + i] -= u[y + i] * counts[i];
        result[y + i] -= u[x + i] * counts[i];
      }
    }
  }

  @Override
  void curvature(double[] e, double[] h) {
    coefficients();
    int q = wider;
    for (int i = 0; i < d1; i++) {
      int row = i * features;
      double si = sigma[i];
      for (int j = 0; j < d2; j++) {
        double value = e[row + d1 + j];
        if (j < d1) {
          value -= 0.5 * e[row + j] * sigma[j];
        }
        if (i < d2) {
          value -= 0.5 * si * e[(d1 + i) * features + d1 + j];
        }
        dT[i * q + j] = value;
      }
    }
    for (int i = 0; i < d1; i++) {
      for (int j = 0; j < d2; j++) {
        double one = dT[i * q + j];
        double other = dT[j * q + i];
        dW[i * q + j] = even[i * q + j] * (one + other) + odd[i * q + j] * (one - other);
      }
    }
    for (int i = 0; i < d1; i++) {
      int row = i * features;
      for (int j = 0; j <= i; j++) {
        double sum = sigma[i] * counts[i] + sigma[j] * counts[j];
        double tw =
            dT[i * q + j] * counts[j]
                + sigma[i] * dW[j * q + i]
                + dT[j * q + i] * counts[i]
                + sigma[j] * dW[i * q + j];
        double value = 0.5 * (tw - e[row + j] * sum);
        h[row + j] = value;
        h[j * features + i] = value;
      }
    }
    for (int i = 0; i < d2; i++) {
      int row = (d1 + i) * features + d1;
      for (int j = 0; j <= i; j++) {
        double sum = sigma[i] * counts[i] + sigma[j] * counts[j];
        double wt =
            dW[j * q + i] * sigma[j]
                + counts[i] * dT[i * q + j]
                + dW[i * q + j] * sigma[i]
                + counts[j] * dT[j * q + i];
        double value = 0.5 * (wt - e[row + j] * sum);
        h[row + j] = value;
        h[(d1 + j) * features + d1 + i] = value;
      }
    }
    for (int i = 0; i < d1; i++) {
      int row = i * features;
      for (int j = 0; j < d2; j++) {
        double value = -dW[i * q + j];
        if (j < d1) {
          value += 0.5 * e[row + j] * counts[j];
        }
        if (i < d2) {
          value += 0.5 * counts[i] * e[(d1 + i) * features + d1 + j];
        }
        h[row + d1 + j] = value;
        h[(d1 + j) * features + i] = value;
      }
    }
  }

  private void coefficients() {
    if (coefficientsFit) {
      return;
    }
    for (int i = 0; i < wider; i++) {
      for (int j = 0; j < wider; j++) {
        double difference = counts[i] - counts[j];
        double sum = counts[i] + counts[j];
        even[i * wider + j] = difference == 0 ? 0 : 0.5 * difference / (sigma[i] - sigma[j]);
        odd[i * wider + j] = sum == 0 ? 0 : 0.5 * sum / (sigma[i] + sigma[j]);
      }
    }
    coefficientsFit = true;
  }
}
