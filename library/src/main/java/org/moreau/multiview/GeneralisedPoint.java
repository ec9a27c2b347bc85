package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;

/**
 * The eigenvalues of M at one Gram matrix, from the equivalent K = Λᵀ S Λ with Λ_jᵀ(S_jj + εI)Λ_j =
 * I. With V the r leading eigenvectors, L their eigenvalues, Π = VVᵀ and bd the blocks of the
 * views, ∂φ/∂S = Λ (Π − bd(G)) Λᵀ, G = ΠK. Whitenings may be turned, so dΛ_j = −½ Λ_j E_jj, and dK
 * = E − ½ (bd(E) K + K bd(E)).
 *
 * <p>dΠ = A Vᵀ + V Aᵀ, A across the gap from dK V. With W = bd(E) V and the symmetric part of the
 * blocks R = A L Vᵀ + V (K A + dK V)ᵀ − E G, H = −2 ((A − ½W) Vᵀ + V (A − ½W)ᵀ) + bd(R + Rᵀ): all
 * factors have r columns only.
 */
final class GeneralisedPoint extends CorrelationPoint {
  private static final double SMALLEST_GAP = 1e-8;
  private static final double SMALLEST_EIGENVALUE = 2e-8;

  private final GeneralisedCorrelation correlation;
  private final long n;
  private final int views;
  private final int count; // r
  private final List<ViewBlock> blocks = new ArrayList<>();
  private final DenseMatrix k;
  private final DenseMatrix basis; // eigenvectors, ascending
  private final DenseMatrix others; // those that do not count
  private final DenseMatrix leading; // V
  private final DenseMatrix stretched; // V L
  private final DenseMatrix slope; // N = −2 (Π − bd(G))
  private final DenseMatrix square;
  private final DenseMatrix image;
  private final DenseMatrix move; // A
  private final DenseMatrix moveK; // K A
  private final DenseMatrix turned; // dK V
  private final DenseMatrix w;
  private final DenseMatrix across; // the others' part of dK V
  private final double[] whole;
  private final double[] kept; // [features, r]
  private final double[] gaps; // [others, r]
  private final double[] crossing;
  private double[] eigenvalues = new double[0]; // descending

  /** What belongs to one view. */
  private final class ViewBlock {
    private final int from;
    private final int size;
    private final DenseMatrix triangle;
    private final DenseMatrix whitening;
    private final DenseMatrix[] cross; // K's blocks beside those of the views up to this one
    private final DenseMatrix g;
    private final DenseMatrix e;
    private final DenseMatrix r;
    private final double[] own;
    private final DenseMatrix leadingRows;
    private final DenseMatrix stretchedRows;
    private final DenseMatrix moveRows;
    private final DenseMatrix moveKRows;
    private final DenseMatrix turnedRows;
    private final DenseMatrix wRows;

    private ViewBlock(int view, MatrixSpace space) {
      from = offsets[view];
      size = offsets[view + 1] - from;
      triangle = space.matrix(size, size);
      whitening = space.matrix(size, size);
      cross = new DenseMatrix[view + 1];
      for (int j = 0; j <= view; j++) {
        cross[j] = space.matrix(size, offsets[j + 1] - offsets[j]);
      }
      g = space.matrix(size, size);
      e = space.matrix(size, size);
      r = space.matrix(size, size);
      own = new double[size * size];
      leadingRows = leading.narrowRows(from, size);
      stretchedRows = stretched.narrowRows(from, size);
      moveRows = move.narrowRows(from, size);
      moveKRows = moveK.narrowRows(from, size);
      turnedRows = turned.narrowRows(from, size);
      wRows = w.narrowRows(from, size);
    }

    /** own = this view's block of {@code all}. */
    private void read(double[] all) {
      for (int i = 0; i < size; i++) {
        System.arraycopy(all, (from + i) * features + from, own, i * size, size);
      }
    }

    /** This view's block of {@code all} += own + ownᵀ. */
    private void addSymmetric(double[] all) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          all[(from + i) * features + from + j] += own[i * size + j] + own[j * size + i];
        }
      }
    }
  }

  GeneralisedPoint(
      GeneralisedCorrelation correlation, List<Integer> sizes, long n, MatrixSpace space) {
    super(sizes, correlation.scaling().factor(n));
    this.correlation = correlation;
    this.n = n;
    views = sizes.size();
    count = Math.min(correlation.components(), features); // decide() refuses more
    int rest = features - count;
    k = space.matrix(features, features);
    basis = space.matrix(features, features);
    others = basis.narrow(0, rest);
    leading = basis.narrow(rest, count);
    stretched = space.matrix(features, count);
    slope = space.matrix(features, features);
    square = space.matrix(features, features);
    image = space.matrix(features, features);
    move = space.matrix(features, count);
    moveK = space.matrix(features, count);
    turned = space.matrix(features, count);
    w = space.matrix(features, count);
    across = space.matrix(rest, count);
    whole = new double[features * features];
    kept = new double[features * count];
    gaps = new double[rest * count];
    crossing = new double[rest * count];
    for (int j = 0; j < views; j++) {
      blocks.add(new ViewBlock(j, space));
    }
  }

  @Override
  void move(double[] gram) {
    for (int j = 0; j < views; j++) {
      ViewBlock block = blocks.get(j);
      factor(gram, j, correlation.ridge(), block.own, block.triangle);
      block.whitening.put(identity(block.size));
      block.whitening.solveLeft(block.triangle, false);
    }
    for (int i = 0; i < views; i++) {
      for (int j = 0; j <= i; j++) {
        whiten(gram, i, j);
      }
    }
    k.put(whole);
    basis.put(whole);
    double[] ascending = basis.eigenvectors();
    eigenvalues = new double[features];
    for (int i = 0; i < features; i++) {
      eigenvalues[i] = ascending[features - 1 - i];
    }
    slopes();
  }

  /** K's blocks of views i and j, and of j and i. */
  private void whiten(double[] gram, int i, int j) {
    ViewBlock row = blocks.get(i);
    ViewBlock column = blocks.get(j);
    double[] block = new double[row.size * column.size];
    copy(gram, i, j, block);
    DenseMatrix matrix = row.cross[j];
    matrix.put(block);
    matrix.solveLeft(row.triangle, true);
    matrix.solveRight(column.triangle, false);
    matrix.get(block);
    for (int a = 0; a < row.size; a++) {
      for (int b = 0; b < column.size; b++) {
        // Of a view with itself both places are set in turn: it ends up symmetric.
        double value = block[a * column.size + b];
        whole[(row.from + a) * features + column.from + b] = value;
        whole[(column.from + b) * features + row.from + a] = value;
      }
    }
  }

  private void slopes() {
    int rest = features - count;
    basis.get(whole);
    for (int i = 0; i < features; i++) {
      for (int l = 0; l < count; l++) {
        kept[i * count + l] = whole[i * features + rest + l] * ascending(rest + l);
      }
    }
    stretched.put(kept);
    slope.product(-2, leading, false, leading, true, 0);
    for (ViewBlock block : blocks) {
      block.g.product(1, block.stretchedRows, false, block.leadingRows, true, 0);
      slope
          .narrowRows(block.from, block.size)
          .narrow(block.from, block.size)
          .product(2, block.stretchedRows, false, block.leadingRows, true, 1);
    }
    for (int i = 0; i < rest; i++) {
      for (int l = 0; l < count; l++) {
        gaps[i * count + l] = 1 / (ascending(rest + l) - ascending(i));
      }
    }
  }

  private double ascending(int i) {
    return eigenvalues[features - 1 - i];
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
    return count;
  }

  @Override
  void keep(int count) {
    if (count != this.count) {
      throw new IllegalArgumentException("components must stay " + this.count + ", got " + count);
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
    return blocks.get(j).whitening;
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
    DenseMatrix from = square.narrowRows(0, rows);
    DenseMatrix to = image.narrowRows(0, rows);
    from.put(u);
    to.put(result);
    to.product(1, from, false, slope, false, 1);
    to.get(result);
  }

  @Override
  void curvature(double[] e, double[] h) {
    square.put(e);
    turned.product(square, leading);
    for (ViewBlock block : blocks) {
      block.read(e);
      block.e.put(block.own);
      block.wRows.product(block.e, block.leadingRows);
      block.turnedRows.product(-0.5, block.e, false, block.stretchedRows, false, 1);
    }
    turned.product(-0.5, k, false, w, false, 1);
    cross();
    square.product(-2, move, false, leading, true, 0);
    square.product(1, w, false, leading, true, 1);
    square.get(whole);
    for (int i = 0; i < features; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = whole[i * features + j] + whole[j * features + i];
        h[i * features + j] = sum;
        h[j * features + i] = sum;
      }
    }
    for (ViewBlock block : blocks) {
      block.r.product(1, block.moveRows, false, block.stretchedRows, true, 0);
      block.r.product(1, block.leadingRows, false, block.moveKRows, true, 1);
      block.r.product(1, block.leadingRows, false, block.turnedRows, true, 1);
      block.r.product(-1, block.e, false, block.g, false, 1);
      block.r.get(block.own);
      block.addSymmetric(h);
    }
  }

  /** A and K A from dK V: what crosses the gap. */
  private void cross() {
    if (count == features) {
      move.put(new double[kept.length]);
      moveK.put(new double[kept.length]);
      return;
    }
    across.product(1, others, true, turned, false, 0);
    across.get(crossing);
    for (int i = 0; i < crossing.length; i++) {
      crossing[i] *= gaps[i];
    }
    across.put(crossing);
    move.product(others, across);
    for (int i = 0; i < features - count; i++) {
      for (int l = 0; l < count; l++) {
        crossing[i * count + l] *= ascending(i);
      }
    }
    across.put(crossing);
    moveK.product(others, across);
  }
}
