package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;

/**
 * Directions in which the views have no variance though they have rows enough: constant columns,
 * repeated ones, sums of others. Descent cannot tell such a direction from its opposite and never
 * enters it, but rounding would, as correlation may be won there; so it is taken out of the
 * problem, and passes as it is. Turning a view's features changes no correlation.
 */
final class RowSpace {
  private static final double CUT = 1e-10; // of eigenvalues, for columns of norm 1

  private RowSpace() {}

  /**
   * An orthonormal basis of what is left, [features, features left], a block for each view, with
   * the number of columns of each view; null where nothing is taken out.
   */
  static @Nullable Basis of(JoinedViews views, MatrixSpace space) {
    List<Integer> sizes = new ArrayList<>();
    List<DenseMatrix> bases = new ArrayList<>();
    int from = 0;
    boolean isWhole = true;
    for (int d : views.sizes()) {
      DenseMatrix basis = basis(views, from, d, space);
      bases.add(basis);
      sizes.add(basis.columns());
      isWhole &= basis.columns() == d;
      from += d;
    }
    if (isWhole) {
      return null;
    }
    int left = sizes.stream().mapToInt(Integer::intValue).sum();
    double[] whole = new double[views.features() * left];
    int row = 0;
    int column = 0;
    for (DenseMatrix basis : bases) {
      double[] block = basis.values();
      int width = basis.columns();
      for (int i = 0; i < basis.rows(); i++) {
        System.arraycopy(block, i * width, whole, (row + i) * left + column, width);
      }
      row += basis.rows();
      column += width;
    }
    return new Basis(space.matrix(views.features(), left, whole), sizes);
  }

  /** What {@link #of} found. */
  record Basis(DenseMatrix columns, List<Integer> sizes) {}

  private static DenseMatrix basis(JoinedViews views, int from, int d, MatrixSpace space) {
    double[] norm = new double[d];
    for (int i = 0; i < d; i++) {
      norm[i] = Math.sqrt(views.gram()[(from + i) * views.features() + from + i]);
    }
    double[] cosines = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double product = views.gram()[(from + i) * views.features() + from + j];
        cosines[i * d + j] = norm[i] == 0 || norm[j] == 0 ? 0 : product / norm[i] / norm[j];
      }
    }
    DenseMatrix vectors = space.matrix(d, d, cosines);
    double[] eigenvalues = vectors.eigenvectors();
    int missing = 0;
    // A view without any variance keeps a direction: no block is empty, and nothing moves there.
    while (missing < d - 1 && !(eigenvalues[missing] > CUT * eigenvalues[d - 1])) {
      missing++;
    }
    if (missing == 0 || d - missing == views.rows() - 1) {
      return space.identity(d);
    }
    // Null vectors of columns of norm 1 are those of the view in other units.
    double[] v = vectors.values();
    double[] nothing = new double[d * missing];
    for (int j = 0; j < missing; j++) {
      double largest = 0;
      for (int i = 0; i < d; i++) {
        double entry = v[i * d + j] / (norm[i] == 0 ? 1 : norm[i]);
        nothing[i * missing + j] = entry;
        largest = Math.max(largest, Math.abs(entry));
      }
      for (int i = 0; i < d; i++) {
        nothing[i * missing + j] /= largest;
      }
    }
    DenseMatrix u = space.matrix(d, d);
    space.matrix(d, missing, nothing).singularValues(u, space.matrix(missing, missing));
    double[] all = u.values();
    int left = d - missing;
    double[] rest = new double[d * left];
    for (int i = 0; i < d; i++) {
      System.arraycopy(all, i * d + missing, rest, i * left, left);
    }
    return space.matrix(d, left, rest);
  }
}
