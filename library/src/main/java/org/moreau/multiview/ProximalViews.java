package org.moreau.multiview;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;
import org.moreau.engine.TensorData;
import org.moreau.solver.ArrayConjugateGradient;
import org.moreau.solver.Outcome;
import org.moreau.solver.TrustRegion;

/**
 * The proximal map of a correlation at some views, and its derivative there; belongs to the scope
 * in which it was computed.
 *
 * <p>The Jacobian is (λ/n) H⁻¹, H the Hessian at the result. Column means pass as they are; the
 * part of a cotangent outside of the views' span is multiplied by K⁻¹, K = λ/n I + c Λ N Λᵀ, from
 * the right; the part inside takes conjugate gradients, preconditioned by the same. Source:
 * ProxNet, section 5, eq. 11.
 */
public final class ProximalViews {
  private static final int MOST_ITERATIONS = 5000;
  private static final String ADVICE =
      "the problem is too ill-conditioned for so many iterations; it needs a larger ridge or lambda";

  private final CorrelationProx prox;
  private final JoinedViews whole;
  private final JoinedViews views; // without directions that have no variance
  private final RowSpace.@Nullable Basis rowSpace; // from the whole to what is left
  private final Reduction reduction;
  private final ReducedProblem problem;
  private final TrustRegion.Found found;
  private final ReducedProblem.ReducedPoint point;
  private final double[] joined;
  private SolveReport report;
  private double lambdaDerivative;

  ProximalViews(
      CorrelationProx prox,
      JoinedViews whole,
      JoinedViews views,
      RowSpace.@Nullable Basis rowSpace,
      Reduction reduction,
      ReducedProblem problem,
      TrustRegion.Found found,
      MatrixSpace space) {
    this.prox = prox;
    this.whole = whole;
    this.views = views;
    this.rowSpace = rowSpace;
    this.reduction = reduction;
    this.problem = problem;
    this.found = found;
    point = (ReducedProblem.ReducedPoint) found.point();
    joined = image(space);
    report =
        new SolveReport(
            found.outcome(),
            Outcome.none(prox.tolerance()),
            found.evaluations(),
            found.products(),
            problem.components(),
            point.correlation().spectrum());
  }

  private double[] image(MatrixSpace space) {
    double[] move = found.x().clone();
    for (int i = 0; i < move.length; i++) {
      move[i] -= problem.start()[i];
    }
    DenseMatrix change = space.matrix(views.rows(), views.features());
    change.product(views.centred(), lift(move, space));
    return sum(whole.joined(), back(change, space));
  }

  /** L v as a matrix [features, features], for v [rank, features]. */
  private DenseMatrix lift(double[] v, MatrixSpace space) {
    DenseMatrix lifted = space.matrix(views.features(), views.features());
    lifted.product(reduction.lift(), space.matrix(reduction.rank(), views.features(), v));
    return lifted;
  }

  /** From the features that are left to all of them. */
  private DenseMatrix back(DenseMatrix change, MatrixSpace space) {
    if (rowSpace == null) {
      return change;
    }
    DenseMatrix all = space.matrix(whole.rows(), whole.features());
    all.product(1, change, false, rowSpace.columns(), true, 0);
    return all;
  }

  private static double[] sum(double[] a, DenseMatrix b) {
    double[] sum = b.values();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += a[i];
    }
    return sum;
  }

  /** The views' images in float64, each [rows, features]. */
  public List<Tensor> views() {
    Tensor like = TensorData.of(new double[0], 0);
    return JoinedViews.split(joined, whole.sizes(), like);
  }

  /** The images side by side, row by row. */
  double[] joined() {
    return joined;
  }

  /** The views side by side, row by row. */
  double[] input() {
    return whole.joined();
  }

  /** The features of each view. */
  List<Integer> sizes() {
    return whole.sizes();
  }

  /** λ/(2n) Σ_j |P_j − X_j|² − φ(P). */
  public double objective() {
    return point.value();
  }

  /** φ of the images. */
  public double correlation() {
    return point.correlation().value();
  }

  /** What the solves took so far. */
  public SolveReport report() {
    return report;
  }

  /** The derivative in λ of ⟨cotangent, images⟩, for the last cotangent of {@link #product}. */
  public double lambdaDerivative() {
    return lambdaDerivative;
  }

  /**
   * The Jacobian's product with cotangents of the images, in float64; as it is symmetric, from
   * either side.
   *
   * @throws ArithmeticException if the correlation has no derivative at the images
   */
  public List<Tensor> product(List<Tensor> cotangents) {
    for (int j = 0; j < cotangents.size(); j++) {
      Check.shape("cotangent " + (j + 1), cotangents.get(j), whole.rows(), whole.sizes().get(j));
    }
    double[] side = JoinedViews.side(cotangents, whole.sizes(), whole.features());
    Tensor like = TensorData.of(new double[0], 0);
    return JoinedViews.split(product(side), whole.sizes(), like);
  }

  /** The same for all side by side, row by row. */
  double[] product(double[] cotangent) {
    point.correlation().requireSmooth();
    MatrixSpace space = new MatrixSpace(); // of the scope that is open now, which may be another
    double[] mean = JoinedViews.mean(cotangent, whole.rows(), whole.features());
    double[] centred = JoinedViews.centred(cotangent, mean);
    DenseMatrix g = space.matrix(whole.rows(), whole.features(), centred);
    if (rowSpace == null) {
      return meansAdded(regular(g, space), mean);
    }
    DenseMatrix inner = space.matrix(views.rows(), views.features());
    inner.product(g, rowSpace.columns());
    double[] before = inner.values();
    DenseMatrix change = regular(inner, space);
    double[] after = change.values();
    for (int i = 0; i < after.length; i++) {
      after[i] -= before[i];
    }
    change.put(after);
    return sum(cotangent, back(change, space));
  }

  private static double[] meansAdded(DenseMatrix matrix, double[] mean) {
    double[] values = matrix.values();
    for (int i = 0; i < values.length; i += mean.length) {
      for (int j = 0; j < mean.length; j++) {
        values[i + j] += mean[j];
      }
    }
    return values;
  }

  /** The product with g, without column means. */
  private DenseMatrix regular(DenseMatrix g, MatrixSpace space) {
    int features = views.features();
    double[] right = reduction.reduced(views.centred(), g, space);
    double[] y = new double[right.length];
    double[] inside = new double[right.length];
    DenseMatrix inverse = solve(right, y, inside, space);
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += y[i] * (found.x()[i] - problem.start()[i]);
    }
    lambdaDerivative = -sum / views.rows();
    // y inside of the span, and g K⁻¹ less its part inside.
    double weight = problem.weight();
    for (int i = 0; i < y.length; i++) {
      inside[i] = y[i] - inside[i];
    }
    DenseMatrix result = space.matrix(views.rows(), features);
    result.product(weight, g, false, inverse, false, 0);
    result.product(weight, views.centred(), false, lift(inside, space), false, 1);
    return result;
  }

  /** Writes y with H y = right and right K⁻¹, and returns K⁻¹. */
  private DenseMatrix solve(double[] right, double[] y, double[] outside, MatrixSpace space) {
    GramSystem system = point.system(space);
    if (system != null) {
      GramSystem.Solved solved = system.solve(right, prox.tolerance(), MOST_ITERATIONS);
      if (solved != null) {
        System.arraycopy(solved.v(), 0, y, 0, y.length);
        report =
            report.withBackward(
                new Outcome(solved.error(), prox.tolerance(), solved.products(), ADVICE));
        system.timesInverse(right, outside);
        return system.inverse();
      }
    }
    RowInverse inverse =
        new RowInverse(point.outside(space), views.features(), reduction.rank(), space);
    ArrayConjugateGradient.Solved solved =
        new ArrayConjugateGradient(prox.tolerance(), MOST_ITERATIONS)
            .solve(point::product, inverse, right);
    report = report.withBackward(solved.outcome());
    System.arraycopy(solved.x(), 0, y, 0, y.length);
    inverse.exact(right, outside);
    return inverse.exact();
  }
}
