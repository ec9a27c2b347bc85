package org.moreau.multiview;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.MatrixSpace;
import org.moreau.engine.TensorData;
import org.moreau.solver.TrustRegion;
import org.moreau.solver.Vectors;

/**
 * The proximal map of a correlation φ of views: argmin over all P_j [n, d_j] of λ/(2n) Σ_j |P_j −
 * X_j|² − φ(P), φ of the centred P_j.
 *
 * <p>φ is not concave, and at small λ there are several minima: this is the one downhill from the
 * views themselves. Column means stay. Computed in the span of all views, D = Σ_j d_j dimensions,
 * in float64: O(n D²) once, then O(D³) per evaluation and product.
 *
 * @param tolerance of |∇f| relative to |∇φ| at the views, and of the derivative's solve, whatever n
 *     and λ; in the span of the views, of which directions a hundred thousand times shorter than
 *     the longest are left out
 */
public record CorrelationProx(Correlation correlation, double tolerance, int mostIterations) {
  private static final double LARGEST_FIRST_STEP = 0.1; // of the views' own norm
  private static final double ROUNDING = 0x1p-50;

  /** The tolerance where none is given. */
  public static final double USUAL_TOLERANCE = 1e-9;

  /** The iterations where none are given; tens are usual, some hundreds at small λ. */
  public static final int USUAL_ITERATIONS = 2000;

  public CorrelationProx {
    Check.positive("tolerance", tolerance);
    Check.positive("mostIterations", mostIterations);
  }

  /** With the usual accuracy. */
  public CorrelationProx(Correlation correlation) {
    this(correlation, USUAL_TOLERANCE, USUAL_ITERATIONS);
  }

  /**
   * The proximal map at {@code views}, without a graph; belongs to the open scope.
   *
   * @throws IllegalArgumentException if the views do not fit each other, are not finite, have fewer
   *     than 2 rows, or fewer correlations than are to count; if lambda is not > 0
   */
  public ProximalViews of(List<Tensor> views, double lambda) {
    MatrixSpace space = new MatrixSpace();
    return solve(JoinedViews.of(views, space), lambda, null, space);
  }

  /**
   * The same downhill from {@code start}, of the shapes of the views, as far as it is in their
   * span.
   */
  public ProximalViews of(List<Tensor> views, double lambda, List<Tensor> start) {
    MatrixSpace space = new MatrixSpace();
    JoinedViews from = JoinedViews.of(start, space);
    JoinedViews at = JoinedViews.of(views, space);
    if (!from.sizes().equals(at.sizes()) || from.rows() != at.rows()) {
      throw new IllegalArgumentException(
          "start must have the shapes of the views, "
              + at.rows()
              + " rows of "
              + at.sizes()
              + " features, got "
              + from.rows()
              + " of "
              + from.sizes());
    }
    return solve(at, lambda, from, space);
  }

  /** The same for views that are joined in one tensor too. */
  ProximalViews of(Tensor joined, List<Tensor> views, List<Integer> sizes, double lambda) {
    MatrixSpace space = new MatrixSpace();
    JoinedViews side = JoinedViews.of(TensorData.doubles(joined), sizes, space);
    side.requireFinite(views);
    return solve(side, lambda, null, space);
  }

  /** The same for views that are side by side already. */
  ProximalViews of(double[] joined, List<Integer> sizes, double lambda) {
    MatrixSpace space = new MatrixSpace();
    return solve(JoinedViews.of(joined, sizes, space), lambda, null, space);
  }

  private ProximalViews solve(
      JoinedViews views, double lambda, @Nullable JoinedViews from, MatrixSpace space) {
    Check.positive("lambda", lambda);
    correlation.check(views.sizes());
    Reduction reduction = Reduction.ifSafe(views.gram(), views.features(), space);
    if (reduction != null) {
      return solve(views, views, null, reduction, lambda, from, space);
    }
    RowSpace.Basis rowSpace = RowSpace.of(views, space);
    JoinedViews left = views;
    JoinedViews start = from;
    if (rowSpace != null) {
      left = views.turned(rowSpace, space);
      start = from == null ? null : from.turned(rowSpace, space);
    }
    Reduction bySpectrum = Reduction.bySpectrum(left.gram(), left.features(), space);
    return solve(views, left, rowSpace, bySpectrum, lambda, start, space);
  }

  private ProximalViews solve(
      JoinedViews whole,
      JoinedViews views,
      RowSpace.@Nullable Basis rowSpace,
      Reduction reduction,
      double lambda,
      @Nullable JoinedViews from,
      MatrixSpace space) {
    double[] z = reduction.start().values();
    ReducedProblem problem =
        new ReducedProblem(correlation, views, z, reduction.rank(), lambda / views.rows(), space);
    ReducedProblem.ReducedPoint point = problem.at(z);
    point.correlation().requireSmooth();
    double size = Vectors.norm(point.gradient());
    double radius = Math.min(size / problem.weight(), LARGEST_FIRST_STEP * Vectors.norm(z));
    if (from != null) {
      z = reduction.reduced(views.centred(), from.centred(), space);
      point = problem.at(z);
    }
    // With a huge lambda rounding of z alone changes the gradient by more than the tolerance asks.
    double reachable = Math.max(size, ROUNDING * problem.weight() * Vectors.norm(z) / tolerance);
    TrustRegion.Found found =
        new TrustRegion(tolerance, mostIterations).minimise(problem, z, point, reachable, radius);
    return new ProximalViews(this, whole, views, rowSpace, reduction, problem, found, space);
  }
}
