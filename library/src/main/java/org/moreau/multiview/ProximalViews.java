package org.moreau.multiview;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.DenseMatrix;
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

  private final CorrelationProx prox;
  private final JoinedViews whole;
  private final JoinedViews views; // without directions that have no variance
  private final RowSpace.@Nullable Basis rowSpace; // from the whole to what is left
  private final Reduction reduction;
  private final ReducedProblem problem;
  private final TrustRegion.Found found;
  private final ReducedProblem.ReducedPoint point;
  private final Tensor joined;
  private SolveReport report;
  private double lambdaDerivative;

  ProximalViews(
      CorrelationProx prox,
      JoinedViews whole,
      JoinedViews views,
      RowSpace.@Nullable Basis rowSpace,
      Reduction reduction,
      ReducedProblem problem,
      TrustRegion.Found found) {
    this.prox = prox;
    this.whole = whole;
    this.views = views;
    this.rowSpace = rowSpace;
    this.reduction = reduction;
    this.problem = problem;
    this.found = found;
    point = (ReducedProblem.ReducedPoint) found.point();
    joined = lifted();
    report =
        new SolveReport(
            found.outcome(),
            Outcome.none(prox.tolerance()),
            found.evaluations(),
            found.products(),
            problem.components(),
            point.correlation().spectrum());
  }

  private Tensor lifted() {
    double[] move = found.x().clone();
    for (int i = 0; i < move.length; i++) {
      move[i] -= problem.start()[i];
    }
    if (rowSpace == null) {
      return whole.joined().addmm(views.centred(), lift(move));
    }
    return whole.joined().add(views.centred().mm(lift(move)).mm(rowSpace.columns().t()));
  }

  /** L v as a tensor [features, features], for v [rank, features]. */
  private Tensor lift(double[] v) {
    DenseMatrix lifted = new DenseMatrix(views.features(), views.features());
    lifted.product(reduction.lift(), new DenseMatrix(reduction.rank(), views.features(), v));
    return lifted.tensor().to(views.centred().device(), ScalarType.Double);
  }

  /** The views' images in float64, each [rows, features]. */
  public List<Tensor> views() {
    return split(joined);
  }

  /** The images side by side in float64, [rows, all features]. */
  Tensor joined() {
    return joined;
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
   * The Jacobian's product with cotangents of the images; as it is symmetric, from either side.
   *
   * @throws ArithmeticException if the result is no minimum, or the correlation has no derivative
   *     there
   */
  public List<Tensor> product(List<Tensor> cotangents) {
    TensorVector parts = new TensorVector();
    cotangents.forEach(parts::push_back);
    return split(product(torch.cat(parts, 1)));
  }

  /** The same for all side by side, [rows, all features], in float64. */
  Tensor product(Tensor cotangent) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor g = cotangent.to(ScalarType.Double);
      point.correlation().requireSmooth();
      if (rowSpace == null) {
        return regular(g);
      }
      Tensor inner = g.mm(rowSpace.columns());
      return g.add(regular(inner).sub_(inner).mm(rowSpace.columns().t()));
    }
  }

  private Tensor regular(Tensor g) {
    int features = views.features();
    int rank = reduction.rank();
    Tensor mean = g.mean(0);
    Tensor centred = g.sub(mean);
    double[] products = TensorData.doubles(views.centred().t().mm(centred));
    DenseMatrix inside = new DenseMatrix(rank, features);
    inside.product(
        1, reduction.lift(), true, new DenseMatrix(features, features, products), false, 0);
    double[] right = inside.values();
    RowInverse inverse = new RowInverse(point.outside(), features, rank);
    ArrayConjugateGradient.Solved solved =
        new ArrayConjugateGradient(prox.tolerance(), MOST_ITERATIONS)
            .solve(point::product, inverse, right);
    report = report.withBackward(solved.outcome());
    double[] y = solved.x();
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += y[i] * (found.x()[i] - problem.start()[i]);
    }
    lambdaDerivative = -sum / views.rows();
    double weight = problem.weight();
    double[] rest = new double[y.length];
    inverse.exact(right, rest);
    for (int i = 0; i < y.length; i++) {
      rest[i] = weight * (y[i] - rest[i]);
    }
    Tensor outside =
        inverse.tensor().mul_(new Scalar(weight)).to(centred.device(), ScalarType.Double);
    return mean.addmm(centred, outside).addmm_(views.centred(), lift(rest));
  }

  /** The views side by side in float64, as they were. */
  Tensor input() {
    return whole.joined();
  }

  /** The columns of each view, sharing memory. */
  List<Tensor> split(Tensor all) {
    List<Tensor> parts = new ArrayList<>();
    int from = 0;
    for (int size : whole.sizes()) {
      parts.add(all.narrow(1, from, size));
      from += size;
    }
    return parts;
  }

  /** The same as tensors of their own, in the types of {@code like}. */
  List<@Nullable Tensor> split(Tensor all, List<Tensor> like) {
    return whole.split(all, like);
  }
}
