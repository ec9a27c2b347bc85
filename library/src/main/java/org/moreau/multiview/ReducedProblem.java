package org.moreau.multiview;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.DenseMatrix;
import org.moreau.engine.MatrixSpace;
import org.moreau.solver.TwiceDifferentiable;
import org.moreau.solver.Vectors;

/**
 * weight/2 |Z − Z₀|² − φ(c ZᵀZ) over Z [rank, features], row by row in one array. Cost of an
 * evaluation: a factorisation of each view's covariance and T's singular values; of a product: six
 * products of small matrices.
 */
final class ReducedProblem implements TwiceDifferentiable {
  private static final int UNDECIDED = -1;
  private static final double WIDEST_SPREAD = 3; // beyond, K⁻¹ leads far out of the trust region

  private final Correlation correlation;
  private final JoinedViews views;
  private final double[] start;
  private final int rank;
  private final double weight;
  private final MatrixSpace space;
  private final Deque<ReducedPoint> spare = new ArrayDeque<>();
  private int components = UNDECIDED;

  /**
   * A problem whose first evaluation, to be made at Z₀, decides how many correlations count.
   *
   * @param start Z₀
   */
  ReducedProblem(
      Correlation correlation,
      JoinedViews views,
      double[] start,
      int rank,
      double weight,
      MatrixSpace space) {
    this.space = space;
    this.correlation = correlation;
    this.views = views;
    this.start = start;
    this.rank = rank;
    this.weight = weight;
  }

  double weight() {
    return weight;
  }

  double[] start() {
    return start;
  }

  int components() {
    return components;
  }

  @Override
  public ReducedPoint at(double[] z) {
    ReducedPoint point = spare.isEmpty() ? new ReducedPoint() : spare.pop();
    point.move(z);
    return point;
  }

  /** The problem at one Z; its memory is used anew once it is discarded. */
  final class ReducedPoint implements TwiceDifferentiable.Point {
    private final CorrelationPoint correlation;
    private final int features;
    private final ViewColumns z;
    private final DenseMatrix square; // [features, features]
    private final ViewColumns canonical; // C = Z Λ
    private final ViewColumns moved; // V Λ
    private final ViewColumns image;
    private final double[] squares;
    private final double[] e;
    private final double[] h;
    private final double[] u;
    private final double[] gradient;
    private double value;
    private @Nullable GramSystem system;

    private ReducedPoint() {
      correlation = ReducedProblem.this.correlation.point(views.sizes(), views.rows(), space);
      features = correlation.features;
      z = columns();
      square = space.matrix(features, features);
      canonical = columns();
      moved = columns();
      image = columns();
      squares = new double[features * features];
      e = new double[features * features];
      h = new double[features * features];
      u = new double[rank * features];
      gradient = new double[rank * features];
    }

    private ViewColumns columns() {
      return new ViewColumns(space.matrix(rank, features), correlation);
    }

    private void move(double[] at) {
      z.whole.put(at);
      square.product(1, z.whole, true, z.whole, false, 0);
      square.get(squares);
      correlation.move(squares);
      if (components == UNDECIDED) {
        components = correlation.decide();
      }
      correlation.keep(components);
      canonical.whiten(z, correlation);
      canonical.whole.get(u);
      Arrays.fill(gradient, 0);
      correlation.addSlope(u, rank, gradient);
      moved.whole.put(gradient);
      image.whitenTransposed(correlation.scale, moved, correlation);
      image.whole.get(gradient);
      double distance = 0;
      for (int i = 0; i < at.length; i++) {
        double difference = at[i] - start[i];
        distance += difference * difference;
        gradient[i] += weight * difference;
      }
      value = weight / 2 * distance - correlation.value();
    }

    CorrelationPoint correlation() {
      return correlation;
    }

    /** K = weight I + c Λ N Λᵀ, what rows outside of the span are multiplied by. */
    double[] outside(MatrixSpace space) {
      double[] k = correlation.slope(space);
      for (int i = 0; i < features; i++) {
        k[i * features + i] += weight;
      }
      return k;
    }

    @Override
    public double value() {
      return value;
    }

    @Override
    public double[] gradient() {
      return gradient;
    }

    @Override
    public void product(double[] v, double[] result) {
      image.whole.put(v);
      moved.whiten(image, correlation);
      square.product(1, canonical.whole, true, moved.whole, false, 0);
      square.get(squares);
      for (int i = 0; i < features; i++) {
        for (int j = 0; j <= i; j++) {
          double sum = correlation.scale * (squares[i * features + j] + squares[j * features + i]);
          e[i * features + j] = sum;
          e[j * features + i] = sum;
        }
      }
      correlation.curvature(e, h);
      square.put(h);
      image.whole.product(canonical.whole, square);
      image.whole.get(result);
      moved.whole.get(u);
      correlation.addSlope(u, rank, result);
      moved.whole.put(result);
      image.whitenTransposed(correlation.scale, moved, correlation);
      image.whole.get(result);
      for (int i = 0; i < v.length; i++) {
        result[i] += weight * v[i];
      }
    }

    @Override
    public @Nullable NewtonStep newtonStep(double accuracy) {
      if (system == null) {
        system = new GramSystem(correlation, canonical.whole, space);
      }
      if (!system.move(weight) || system.spread() > WIDEST_SPREAD) {
        return null;
      }
      double[] right = new double[gradient.length];
      Vectors.add(right, -1, gradient);
      GramSystem.Solved solved = system.solve(right, accuracy, 10 + 2 * right.length);
      return solved == null
          ? null
          : new NewtonStep(solved.v(), solved.decrease(), solved.products());
    }

    /** A system in memory of {@code own}; null where K is not positive definite. */
    @Nullable GramSystem system(MatrixSpace own) {
      GramSystem here = new GramSystem(correlation, canonical.whole, own);
      return here.move(weight) ? here : null;
    }

    @Override
    public void discard() {
      spare.push(this);
    }
  }
}
