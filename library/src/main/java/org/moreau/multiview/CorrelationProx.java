package org.moreau.multiview;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.solver.TrustRegion;

/**
 * The proximal map of a correlation φ of views: argmin over all P_j [n, d_j] of λ/(2n) Σ_j |P_j −
 * X_j|² − φ(P), φ of the centred P_j.
 *
 * <p>φ is not concave, and at small λ there are several minima: this is the one downhill from the
 * views themselves. Column means stay. Computed in the span of all views, D = Σ_j d_j dimensions,
 * in float64: O(n D²) once, then O(D³) per evaluation and product.
 *
 * @param tolerance of |∇f| relative to |∇φ| at the views, and of the derivative's solve, whatever n
 *     and λ
 */
public record CorrelationProx(Correlation correlation, double tolerance, int mostIterations) {
  private static final double LARGEST_FIRST_STEP = 0.1; // of the views' own norm

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
    return solve(JoinedViews.of(views), lambda, null);
  }

  /**
   * The same downhill from {@code start}, of the shapes of the views, as far as it is in their
   * span.
   */
  public ProximalViews of(List<Tensor> views, double lambda, List<Tensor> start) {
    JoinedViews from = JoinedViews.of(start);
    JoinedViews at = JoinedViews.of(views);
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
    return solve(at, lambda, from.centred());
  }

  private ProximalViews solve(JoinedViews views, double lambda, @Nullable Tensor from) {
    Check.positive("lambda", lambda);
    correlation.check(views.sizes());
    try (NoGradGuard guard = new NoGradGuard()) {
      Reduction reduction = Reduction.ifSafe(views.gram(), views.features());
      if (reduction != null) {
        return solve(views, views, null, reduction, lambda, from);
      }
      RowSpace.Basis rowSpace = RowSpace.of(views);
      JoinedViews left = rowSpace == null ? views : views.turned(rowSpace);
      return solve(
          views,
          left,
          rowSpace,
          Reduction.bySpectrum(left.gram(), left.features()),
          lambda,
          from == null || rowSpace == null ? from : from.mm(rowSpace.columns()));
    }
  }

  private ProximalViews solve(
      JoinedViews whole,
      JoinedViews views,
      RowSpace.@Nullable Basis rowSpace,
      Reduction reduction,
      double lambda,
      @Nullable Tensor from) {
    double[] z = reduction.start().values();
    ReducedProblem problem =
        new ReducedProblem(correlation, views, z, reduction.rank(), lambda / views.rows());
    ReducedProblem.ReducedPoint point = problem.at(z);
    point.correlation().requireSmooth();
    double size = ReducedProblem.norm(point.gradient());
    double radius = Math.min(size / problem.weight(), LARGEST_FIRST_STEP * ReducedProblem.norm(z));
    if (from != null) {
      Tensor lift = reduction.lift().tensor().to(from.device(), from.scalar_type());
      z = TensorData.doubles(lift.t().mm(views.centred().t().mm(from)));
      point = problem.at(z);
    }
    TrustRegion.Found found =
        new TrustRegion(tolerance, mostIterations).minimise(problem, z, point, size, radius);
    return new ProximalViews(this, whole, views, rowSpace, reduction, problem, found);
  }
}
