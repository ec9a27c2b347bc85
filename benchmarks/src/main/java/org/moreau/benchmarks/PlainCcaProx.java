package org.moreau.benchmarks;

import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;

/**
 * The proximal map of canonical correlation as published: L-BFGS over all entries of both views,
 * and its derivative by central differences of that. An evaluation is as cheap as we know how:
 * covariances factorised by Cholesky, one singular value decomposition, OpenBLAS for all products.
 */
final class PlainCcaProx {
  private static final double RIDGE = 1e-4;

  private final int n;
  private final int d;
  private final double lambda;
  private final DenseMatrix z; // centred, [n, 2 d]
  private final DenseMatrix slopes;
  private final DenseMatrix square;
  private final DenseMatrix inner;
  private final DenseMatrix triangleX;
  private final DenseMatrix triangleY;
  private final DenseMatrix t;
  private final DenseMatrix a;
  private final DenseMatrix bT;
  private final DenseMatrix scaled;
  private final DenseMatrix block;
  private final double[] centred;
  private final double[] squares;
  private final double[] blockValues;
  private final double[] k;
  private final double[] mean;
  private final double[] change;
  private int evaluations;

  PlainCcaProx(int n, int d, double lambda) {
    this.n = n;
    this.d = d;
    this.lambda = lambda;
    MatrixSpace space = new MatrixSpace();
    z = space.matrix(n, 2 * d);
    slopes = space.matrix(n, 2 * d);
    square = space.matrix(2 * d, 2 * d);
    inner = space.matrix(2 * d, 2 * d);
    triangleX = space.matrix(d, d);
    triangleY = space.matrix(d, d);
    t = space.matrix(d, d);
    a = space.matrix(d, d);
    bT = space.matrix(d, d);
    scaled = space.matrix(d, d);
    block = space.matrix(d, d);
    centred = new double[n * 2 * d];
    squares = new double[4 * d * d];
    blockValues = new double[d * d];
    k = new double[4 * d * d];
    mean = new double[2 * d];
    change = new double[n * 2 * d];
  }

  /** The map at {@code input} [n, 2 d], both views side by side. */
  double[] of(double[] input) {
    PlainLbfgs.Found found =
        PlainLbfgs.minimise((x, gradient) -> evaluate(x, input, gradient), input);
    evaluations = found.evaluations();
    return found.x();
  }

  /** What the last map took. */
  int evaluations() {
    return evaluations;
  }

  /** Central differences in the direction of the cotangent, with the published step. */
  double[] product(double[] input, double[] cotangent) {
    double r = 1e-2 * (1 + largest(input)) / largest(cotangent);
    double[] moved = input.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += r * cotangent[i];
    }
    double[] up = of(moved);
    int total = evaluations;
    for (int i = 0; i < moved.length; i++) {
      moved[i] = input[i] - r * cotangent[i];
    }
    double[] down = of(moved);
    evaluations += total;
    for (int i = 0; i < up.length; i++) {
      up[i] = (up[i] - down[i]) / (2 * r);
    }
    return up;
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** λ/(2n) |x − input|² − Σσ(x) and its gradient. */
  double evaluate(double[] x, double[] input, double[] gradient) {
    centre(x);
    square.product(1.0 / (n - 1), z, true, z, false, 0);
    square.get(squares);
    factor(0, triangleX);
    factor(d, triangleY);
    for (int i = 0; i < d; i++) {
      System.arraycopy(squares, i * 2 * d + d, blockValues, i * d, d);
    }
    t.put(blockValues);
    t.solveLeft(triangleX, true);
    t.solveRight(triangleY, false);
    double[] sigma = t.singularValues(a, bT);
    a.solveLeft(triangleX, false);
    bT.solveRight(triangleY, true);
    // −2 times the gradient in the covariances: [A S Aᵀ, −A Bᵀ; −B Aᵀ, B S Bᵀ]
    a.get(blockValues);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        blockValues[i * d + j] *= sigma[j];
      }
    }
    scaled.put(blockValues);
    block.product(1, scaled, false, a, true, 0);
    place(0, 0);
    bT.get(blockValues);
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        blockValues[i * d + j] *= sigma[i];
      }
    }
    scaled.put(blockValues);
    block.product(1, bT, true, scaled, false, 0);
    place(d, d);
    block.product(-1, a, false, bT, false, 0);
    place(0, d);
    block.product(-1, bT, true, a, true, 0);
    place(d, 0);
    inner.put(k);
    slopes.product(1.0 / (n - 1), z, false, inner, false, 0);
    slopes.get(gradient);
    double distance = 0;
    double weight = lambda / n;
    for (int i = 0; i < x.length; i++) {
      change[i] = x[i] - input[i];
    }
    for (int i = 0; i < x.length; i++) {
      gradient[i] += weight * change[i];
    }
    for (double entry : change) {
      distance += entry * entry;
    }
    double sum = 0;
    for (double s : sigma) {
      sum += s;
    }
    return weight / 2 * distance - sum;
  }

  private void centre(double[] x) {
    java.util.Arrays.fill(mean, 0);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < 2 * d; j++) {
        mean[j] += x[i * 2 * d + j];
      }
    }
    for (int j = 0; j < 2 * d; j++) {
      mean[j] /= n;
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < 2 * d; j++) {
        centred[i * 2 * d + j] = x[i * 2 * d + j] - mean[j];
      }
    }
    z.put(centred);
  }

  private void factor(int from, DenseMatrix triangle) {
    for (int i = 0; i < d; i++) {
      System.arraycopy(squares, (from + i) * 2 * d + from, blockValues, i * d, d);
      blockValues[i * d + i] += RIDGE;
    }
    triangle.put(blockValues);
    triangle.cholesky();
  }

  private void place(int row, int column) {
    block.get(blockValues);
    for (int i = 0; i < d; i++) {
      System.arraycopy(blockValues, i * d, k, (row + i) * 2 * d + column, d);
    }
  }
}
