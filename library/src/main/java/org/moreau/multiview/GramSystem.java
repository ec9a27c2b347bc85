package org.moreau.multiview;

import org.jspecify.annotations.Nullable;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;
import org.moreau.solver.Vectors;

/**
 * Solves H v = b for the Hessian H of a reduced problem, by conjugate gradients with K⁻¹ from the
 * right as preconditioner, in what moves the Gram matrix: with U = CᵀVΛ, H is V ↦ V K + c C F(U)
 * Λᵀ, F the curvature at E = c (U + Uᵀ). So v = (b + C t Λᵀ) K⁻¹ for the t with t + c F(Γt) = −c
 * F(CᵀbK⁻¹Λ), Γt = (CᵀC) t (ΛᵀK⁻¹Λ), and the iterations see t alone: two products of small matrices
 * each, where H and K⁻¹ would take seven.
 */
final class GramSystem {
  private final CorrelationPoint point;
  private final int features;
  private final DenseMatrix canonical; // C
  private final DenseMatrix gram; // CᵀC
  private final DenseMatrix inverse; // K⁻¹
  private final DenseMatrix turned; // ΛᵀK⁻¹Λ
  private final DenseMatrix triangle;
  private final ViewColumns inverseColumns;
  private final ViewColumns square;
  private final ViewColumns image;
  private final ViewColumns rows;
  private final ViewColumns moved;
  private double spread;
  private final double[] e;
  private final double[] h;

  /**
   * An approximate v.
   *
   * @param decrease ⟨b, v⟩ − ½ ⟨v, H v⟩
   * @param error |b − H v| / |b|
   */
  record Solved(double[] v, double decrease, double error, int products) {}

  /** A system at {@code point} and {@code canonical} = C, [rank, features], wherever they are. */
  GramSystem(CorrelationPoint point, DenseMatrix canonical, MatrixSpace space) {
    this.point = point;
    this.canonical = canonical;
    int rank = canonical.rows();
    features = canonical.columns();
    gram = space.matrix(features, features);
    inverse = space.matrix(features, features);
    turned = space.matrix(features, features);
    triangle = space.matrix(features, features);
    inverseColumns = new ViewColumns(inverse, point);
    square = new ViewColumns(space.matrix(features, features), point);
    image = new ViewColumns(space.matrix(features, features), point);
    rows = new ViewColumns(space.matrix(rank, features), point);
    moved = new ViewColumns(space.matrix(rank, features), point);
    e = new double[features * features];
    h = new double[features * features];
  }

  /**
   * Goes to where the point is now; returns whether K is positive definite there.
   *
   * @param weight of |V|² / 2
   */
  boolean move(double weight) {
    double[] k = point.slope(square, image);
    for (int i = 0; i < k.length; i += features + 1) {
      k[i] += weight;
    }
    triangle.put(k);
    if (!triangle.cholesky()) {
      return false;
    }
    triangle.choleskyInverse();
    triangle.get(k);
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < i; j++) {
        k[i * features + j] = k[j * features + i];
      }
    }
    inverse.put(k);
    spread = weight * trace(k) / features;
    square.whiten(inverseColumns, point);
    for (int j = 0; j + 1 < point.offsets.length; j++) {
      int from = point.offsets[j];
      int d = point.offsets[j + 1] - from;
      turned
          .narrowRows(from, d)
          .product(1, point.whitening(j), true, square.whole.narrowRows(from, d), false, 0);
    }
    gram.product(1, canonical, true, canonical, false, 0);
    return true;
  }

  private double trace(double[] matrix) {
    double sum = 0;
    for (int i = 0; i < matrix.length; i += features + 1) {
      sum += matrix[i];
    }
    return sum;
  }

  /** weight · the mean eigenvalue of K⁻¹: 1 where the correlation does not bend the problem. */
  double spread() {
    return spread;
  }

  /**
   * An approximate v with |b − H v| <= accuracy |b|, or as near as so many iterations come; null
   * where curvature is not positive.
   */
  @Nullable Solved solve(double[] b, double accuracy, int mostIterations) {
    double[] v = new double[b.length];
    timesInverse(b, v);
    double[] u = gramMove(v);
    double[] t = new double[features * features];
    double[] s = new double[t.length];
    curvature(u);
    Vectors.add(s, -point.scale, h);
    double[] image = new double[t.length];
    times(s, image);
    double[] q = s.clone();
    double[] w = image.clone(); // Γq
    double[] product = new double[t.length];
    double square = Vectors.dot(s, image);
    double size = Vectors.norm(b);
    double goal = accuracy * accuracy * Vectors.dot(b, v);
    int k = 0;
    double[] residual = square <= goal ? lifted(s) : null; // what is left of b, where it is known
    while (k < mostIterations && !isSmall(residual, accuracy * size)) {
      curvature(w);
      Vectors.sum(q, point.scale, h, product);
      k++;
      double curvature = Vectors.dot(w, product);
      if (!(curvature > 0)) {
        return null;
      }
      double length = square / curvature;
      Vectors.add(t, length, q);
      Vectors.add(s, -length, product);
      times(s, image);
      double next = Vectors.dot(s, image);
      if (next <= goal) {
        residual = lifted(s);
        double left = accuracy * size / Math.max(Vectors.norm(residual), accuracy * size);
        goal = 0.25 * left * left * next; // in the norm of K⁻¹, where that of b − H v is too large
      } else {
        residual = null;
      }
      double ratio = next / square;
      Vectors.addScaled(q, s, ratio);
      Vectors.addScaled(w, image, ratio);
      square = next;
    }
    double[] left = residual == null ? lifted(s) : residual;
    double[] right = lifted(t);
    Vectors.add(right, 1, b);
    timesInverse(right, v);
    double decrease = 0.5 * (Vectors.dot(b, v) + Vectors.dot(v, left));
    return new Solved(v, decrease, size == 0 ? 0 : Vectors.norm(left) / size, k);
  }

  /** result = v K⁻¹. */
  void timesInverse(double[] v, double[] result) {
    rows.whole.put(v);
    moved.whole.product(rows.whole, inverse);
    moved.whole.get(result);
  }

  /** K⁻¹. */
  DenseMatrix inverse() {
    return inverse;
  }

  /** U = CᵀVΛ. */
  private double[] gramMove(double[] v) {
    rows.whole.put(v);
    moved.whiten(rows, point);
    square.whole.product(1, canonical, true, moved.whole, false, 0);
    return square.whole.values();
  }

  /** C t Λᵀ. */
  private double[] lifted(double[] t) {
    square.whole.put(t);
    rows.whole.product(canonical, square.whole);
    moved.whitenTransposed(1, rows, point);
    return moved.whole.values();
  }

  private static boolean isSmall(double @Nullable [] residual, double most) {
    return residual != null && Vectors.norm(residual) <= most;
  }

  /** result = Γt. */
  private void times(double[] t, double[] result) {
    square.whole.put(t);
    image.whole.product(gram, square.whole);
    square.whole.product(image.whole, turned);
    square.whole.get(result);
  }

  /** h = F(U). */
  private void curvature(double[] u) {
    double c = point.scale;
    for (int i = 0; i < features; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = c * (u[i * features + j] + u[j * features + i]);
        e[i * features + j] = sum;
        e[j * features + i] = sum;
      }
    }
    point.curvature(e, h);
  }
}
