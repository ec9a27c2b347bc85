package org.moreau.multiview;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;

/**
 * The eigenvalues of M at one Gram matrix, from the equivalent K = Λᵀ S Λ with Λ_jᵀ(S_jj + εI)Λ_j =
 * I. With Π the projection on the leading eigenvectors and bd the blocks of the views and the
 * symmetric part, ∂φ/∂S = Λ (Π − bd(ΠK)) Λᵀ. Whitenings may be turned, so dΛ_j = −½ Λ_j E_jj, and
 * dK = E − ½ (bd(E) K + K bd(E)).
 */
final class GeneralisedPoint extends CorrelationPoint {
  private static final double SMALLEST_GAP = 1e-8;
  private static final double SMALLEST_EIGENVALUE = 2e-8;

  private final GeneralisedCorrelation correlation;
  private final long n;
  private final int views;
  private final List<DenseMatrix> triangles = new ArrayList<>();
  private final List<DenseMatrix> whitenings = new ArrayList<>();
  private final List<DenseMatrix> blocks = new ArrayList<>(); // of K, for each pair of views
  private final DenseMatrix k;
  private final DenseMatrix basis; // eigenvectors, ascending
  private final DenseMatrix projection;
  private final DenseMatrix force; // Π − bd(ΠK)
  private final DenseMatrix first;
  private final DenseMatrix second;
  private final DenseMatrix third;
  private final double[] slope; // N = −2 force
  private final double[] one;
  private final double[] two;
  private double[] eigenvalues = new double[0]; // descending
  private int count;

  GeneralisedPoint(
      GeneralisedCorrelation correlation, List<Integer> sizes, long n, MatrixSpace space) {
    super(sizes, correlation.scaling().factor(n));
    this.correlation = correlation;
    this.n = n;
    views = sizes.size();
    for (int d : sizes) {
      triangles.add(space.matrix(d, d));
      whitenings.add(space.matrix(d, d));
    }
    for (int i : sizes) {
      for (int j : sizes) {
        blocks.add(space.matrix(i, j));
      }
    }
    k = space.matrix(features, features);
    basis = space.matrix(features, features);
    projection = space.matrix(features, features);
    force = space.matrix(features, features);
    first = space.matrix(features, features);
    second = space.matrix(features, features);
    third = space.matrix(features, features);
    slope = new double[features * features];
    one = new double[features * features];
    two = new double[features * features];
    count = correlation.components();
  }

  @Override
  void move(double[] gram) {
    for (int j = 0; j < views; j++) {
      int d = offsets[j + 1] - offsets[j];
      factor(gram, j, correlation.ridge(), new double[d * d], triangles.get(j));
      whitenings.get(j).put(identity(d));
      whitenings.get(j).solveLeft(triangles.get(j), false);
    }
    for (int i = 0; i < views; i++) {
      for (int j = 0; j < views; j++) {
        int rows = offsets[i + 1] - offsets[i];
        int columns = offsets[j + 1] - offsets[j];
        double[] block = new double[rows * columns];
        copy(gram, i, j, block);
        DenseMatrix matrix = blocks.get(i * views + j);
        matrix.put(block);
        matrix.solveLeft(triangles.get(i), true);
        matrix.solveRight(triangles.get(j), false);
        matrix.get(block);
        for (int r = 0; r < rows; r++) {
          System.arraycopy(
              block, r * columns, one, (offsets[i] + r) * features + offsets[j], columns);
        }
      }
    }
    symmetrise(one);
    k.put(one);
    basis.put(one);
    double[] ascending = basis.eigenvectors();
    eigenvalues = new double[features];
    for (int i = 0; i < features; i++) {
      eigenvalues[i] = ascending[features - 1 - i];
    }
    slopes();
  }

  private static double[] identity(int size) {
    double[] values = new double[size * size];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = 1;
    }
    return values;
  }

  private void slopes() {
    DenseMatrix leading = basis.narrow(features - count, count);
    projection.product(1, leading, false, leading, true, 0);
    first.product(projection, k);
    first.get(one);
    symmetrise(one);
    projection.get(two);
    subtractBlocks(two, one);
    force.put(two);
    for (int i = 0; i < slope.length; i++) {
      slope[i] = -2 * two[i];
    }
  }

  @Override
  int decide() {
    int rank = 0;
    while (rank < features && eigenvalues[rank] > SMALLEST_EIGENVALUE) {
      rank++;
    }
    if (correlation.components() > rank) {
      throw new IllegalArgumentException(
          "components must be at most the rank "
              + rank
              + " of all views in this batch of "
              + n
              + " rows, got "
              + correlation.components()
              + "; take fewer components or larger batches");
    }
    return correlation.components();
  }

  @Override
  void keep(int count) {
    if (this.count != count) {
      this.count = count;
      if (eigenvalues.length > 0) {
        slopes();
      }
    }
  }

  @Override
  double value() {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += eigenvalues[i];
    }
    return sum;
  }

  @Override
  double[] spectrum() {
    return eigenvalues.clone();
  }

  @Override
  DenseMatrix whitening(int j) {
    return whitenings.get(j);
  }

  @Override
  void requireSmooth() {
    if (count < features && !(eigenvalues[count - 1] - eigenvalues[count] >= SMALLEST_GAP)) {
      throw new ArithmeticException(
          "the top "
              + count
              + " eigenvalues have no derivative where the next one is as large, both "
              + eigenvalues[count]
              + "; take another number of components");
    }
  }

  @Override
  void addSlope(double[] u, int rows, double[] result) {
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < features; i++) {
        double factor = u[r * features + i];
        for (int j = 0; j < features; j++) {
          result[r * features + j] += factor * slope[i * features + j];
        }
      }
    }
  }

  @Override
  void curvature(double[] e, double[] h) {
    // dK = E − ½ (bd(E) K + K bd(E))
    Arrays.fill(one, 0);
    subtractBlocks(one, e);
    first.put(one); // −bd(E)
    second.product(first, k);
    second.get(one);
    symmetrise(one);
    for (int i = 0; i < one.length; i++) {
      one[i] += e[i];
    }
    DenseMatrix dK = second;
    dK.put(one);
    // dΠ, between the eigenvectors that count and the others
    third.product(1, basis, true, dK, false, 0);
    projection(dK, third);
    DenseMatrix dPi = dK;
    // d(ΠK) = dΠ K + Π dK; dK anew, as its memory was used
    third.put(one);
    DenseMatrix changed = first;
    double[] blocks = negativeBlocks(e);
    changed.product(projection, third);
    changed.product(1, dPi, false, k, false, 1);
    changed.get(two);
    symmetrise(two);
    dPi.get(h);
    subtractBlocks(h, two);
    // dF − ½ (bd(E) F + F bd(E))
    third.put(blocks);
    changed.product(third, force);
    changed.get(two);
    symmetrise(two);
    for (int i = 0; i < h.length; i++) {
      h[i] = -2 * (h[i] + two[i]);
    }
  }

  /** From basisᵀ dK to dΠ, over {@code result}. */
  private void projection(DenseMatrix result, DenseMatrix turned) {
    DenseMatrix inside = first;
    inside.product(turned, basis);
    inside.get(two);
    int others = features - count;
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < features; j++) {
        boolean across = (i >= others) != (j >= others);
        double gap = eigenvalues[features - 1 - i] - eigenvalues[features - 1 - j];
        two[i * features + j] *= across ? (i >= others ? 1 : -1) / gap : 0;
      }
    }
    inside.put(two);
    turned.product(basis, inside);
    result.product(1, turned, false, basis, true, 0);
  }

  private double[] negativeBlocks(double[] e) {
    double[] blocks = new double[e.length];
    subtractBlocks(blocks, e);
    return blocks;
  }

  /** a −= bd(b). */
  private void subtractBlocks(double[] a, double[] b) {
    for (int v = 0; v < views; v++) {
      for (int i = offsets[v]; i < offsets[v + 1]; i++) {
        for (int j = offsets[v]; j < offsets[v + 1]; j++) {
          a[i * features + j] -= b[i * features + j];
        }
      }
    }
  }

  private void symmetrise(double[] a) {
    for (int i = 0; i < features; i++) {
      for (int j = 0; j < i; j++) {
        double mean = 0.5 * (a[i * features + j] + a[j * features + i]);
        a[i * features + j] = mean;
        a[j * features + i] = mean;
      }
    }
  }
}
