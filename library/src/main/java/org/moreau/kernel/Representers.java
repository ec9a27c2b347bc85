package org.moreau.kernel;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Functions z_1, ..., z_r whose inner products ⟨z_i, f⟩ say how far f is from an invariance:
 * combinations of values of f at points and of its derivatives at places.
 *
 * <p>⟨z_i, f⟩ = Σ_j ofValues_ij f(points_j) + Σ_j ofDerivatives_ij ∂f(places_j + t directions_j)/∂t
 *
 * <p>Shapes: ofValues [r, p], points [p, d], ofDerivatives [r, q], places and directions [q, d], in
 * float64; p or q may be 0.
 *
 * <p>Source: ProxNet, section 3 (Li, Ma and Zhang, 2020); Ma, Ganapathiraman and Zhang, Learning
 * Invariant Representations with Kernel Warping (2019), section 3.
 */
public record Representers(
    Tensor ofValues, Tensor points, Tensor ofDerivatives, Tensor places, Tensor directions) {
  public Representers {
    Check.shape("ofValues", ofValues, ofDerivatives.size(0), points.size(0));
    Check.shape("ofDerivatives", ofDerivatives, ofValues.size(0), places.size(0));
    Check.shape("places", places, -1, points.size(1));
    Check.shape("directions", directions, places.size(0), places.size(1));
    ofValues = TensorScope.own(Points.exact("ofValues", ofValues));
    points = TensorScope.own(Points.exact("points", points));
    ofDerivatives = TensorScope.own(Points.exact("ofDerivatives", ofDerivatives));
    places = TensorScope.own(Points.exact("places", places));
    directions = TensorScope.own(Points.exact("directions", directions));
  }

  /** The flatness of f at points [n, d]: all its d n partial derivatives there. */
  public static Representers gradientFlatness(Tensor points) {
    long n = points.size(0);
    long d = points.size(1);
    // The first axis at every point, then the second, and so on.
    Tensor axes = torch.eye(d, points.options()).unsqueeze(1).expand(d, n, d).reshape(d * n, d);
    return derivatives(points.repeat(d, 1), axes);
  }

  /**
   * The derivatives of f at points [n, d] along one direction each [n, d]: the tangent of a
   * transformation, such as a small rotation, at the point.
   */
  public static Representers derivatives(Tensor points, Tensor directions) {
    return new Representers(
        points.new_zeros(points.size(0), 0),
        points.new_zeros(0, points.size(1)),
        torch.eye(points.size(0), points.options()),
        points,
        directions);
  }

  /** What a transformation of points [n, d] changes: f(transformed_i) − f(points_i). */
  public static Representers differences(Tensor points, Tensor transformed) {
    Tensor eye = torch.eye(points.size(0), points.options());
    return values(join(transformed, points, 0), join(eye, eye.neg(), 1));
  }

  /**
   * A graph over points [n, d]: √w_ij (f(points_i) − f(points_j)) for every edge i < j, so that Σ
   * ⟨z, f⟩² = f'(D − W) f with the graph Laplacian D − W.
   *
   * @param weights [n, n], symmetric and not negative; 0 where there is no edge
   */
  public static Representers graphLaplacian(Tensor points, Tensor weights) {
    Check.shape("weights", weights, points.size(0), points.size(0));
    if (weights.lt(new Scalar(0)).any().item_bool() || !torch.equal(weights, weights.t())) {
      throw new IllegalArgumentException("weights must be symmetric and not negative");
    }
    Tensor edges = weights.triu(1).nonzero();
    Tensor from = edges.select(1, 0);
    Tensor to = edges.select(1, 1);
    Tensor eye = torch.eye(points.size(0), points.options());
    Tensor signs = eye.index_select(0, from).sub(eye.index_select(0, to));
    Tensor root = weights.triu(1).masked_select(weights.triu(1).ne(new Scalar(0))).sqrt();
    return values(points, signs.mul(root.unsqueeze(1)));
  }

  /**
   * The distance of f from its local average: f(points_i) − Σ_j weights_ij f(points_j).
   *
   * @param weights [n, n], not negative, every row with the sum 1
   */
  public static Representers localAveraging(Tensor points, Tensor weights) {
    Check.shape("weights", weights, points.size(0), points.size(0));
    double off = weights.sum(1).sub(new Scalar(1)).abs().max().item_double();
    if (weights.lt(new Scalar(0)).any().item_bool() || !(off < 1e-5)) {
      throw new IllegalArgumentException(
          "weights must not be negative and have the row sums 1, got a sum that is off by " + off);
    }
    return values(points, torch.eye(points.size(0), points.options()).sub(weights));
  }

  private static Representers values(Tensor points, Tensor combination) {
    return new Representers(
        combination,
        points,
        points.new_zeros(combination.size(0), 0),
        points.new_zeros(0, points.size(1)),
        points.new_zeros(0, points.size(1)));
  }

  /** The same with weight Σ ⟨z_i, f⟩² instead of Σ ⟨z_i, f⟩². */
  public Representers weighted(double weight) {
    Scalar root = new Scalar(Math.sqrt(Check.positive("weight", weight)));
    return new Representers(
        ofValues.mul(root), points, ofDerivatives.mul(root), places, directions);
  }

  /** The number r of functions. */
  public long size() {
    return ofValues.size(0);
  }

  /** z_i(x_j) = ⟨z_i, k(x_j, ·)⟩, [r, n], for x [n, d] in float64. */
  Tensor at(Kernel kernel, Tensor x) {
    return ofValues
        .mm(kernel.matrix(points, x))
        .add(ofDerivatives.mm(kernel.derivative(places, directions, x)));
  }

  /** The derivative of z_i(x_j + t u_j) in t at 0, [r, n]. */
  Tensor derivativeAt(Kernel kernel, Tensor x, Tensor u) {
    return ofValues
        .mm(kernel.derivative(x, u, points).t())
        .add(ofDerivatives.mm(kernel.mixedDerivative(places, directions, x, u)));
  }

  /** K_z = ⟨z_i, z_j⟩, [r, r]. */
  Tensor gram(Kernel kernel) {
    return ofValues
        .mm(at(kernel, points).t())
        .add(ofDerivatives.mm(derivativeAt(kernel, places, directions).t()));
  }

  private static Tensor join(Tensor a, Tensor b, long dimension) {
    return torch.cat(new org.bytedeco.pytorch.TensorVector(a, b), dimension);
  }
}
