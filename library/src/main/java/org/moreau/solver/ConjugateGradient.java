package org.moreau.solver;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Solves A x = b for every member, A symmetric and positive definite and given as its product with
 * a batch [batch, ...]. Cost: a product and five passes over b per iteration.
 *
 * <p>The outcome's error is |b − A x| / |b|, computed anew at the end; a member at which A shows a
 * direction without positive curvature stops there. Runs without a graph.
 *
 * <p>Source: Hestenes and Stiefel, Methods of Conjugate Gradients (1952); Nocedal and Wright,
 * Numerical Optimization, algorithm 5.2.
 */
public record ConjugateGradient(double tolerance, int mostIterations) {
  private static final String ADVICE =
      "the matrix may not be positive definite, or is too ill-conditioned for so few iterations";

  public ConjugateGradient {
    Check.positive("tolerance", tolerance);
    Check.positive("mostIterations", mostIterations);
  }

  /** x with A x = b, for {@code product} v → A v. */
  public Solution solve(UnaryOperator<Tensor> product, Tensor b) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor x = torch.zeros_like(b);
      Tensor size = Rows.norm(b);
      Tensor residual = b;
      double error = Rows.largest(Rows.quotient(size, size));
      int iterations = 0;
      // The residual that is carried along drifts from the true one: start again from that.
      while (!(error <= tolerance) && iterations < mostIterations) {
        Tensor norm = Rows.norm(residual);
        Tensor wanted = size.mul(new Scalar(tolerance / 2)).div(norm);
        Steps steps = steps(product, residual, wanted, mostIterations - iterations);
        Tensor next = x.add(steps.x);
        residual = b.sub(product.apply(next));
        double nextError = Rows.largest(Rows.quotient(Rows.norm(residual), size));
        iterations += steps.iterations;
        boolean better = nextError < error;
        if (better) {
          x = next;
        }
        if (!better || !(nextError < 0.5 * error) || steps.iterations == 0) {
          error = better ? nextError : error;
          break;
        }
        error = nextError;
      }
      return new Solution(scope.keep(x), new Outcome(error, tolerance, iterations, ADVICE));
    }
  }

  /**
   * An approximate solution and what it took.
   *
   * @param direction where the curvature was not positive for {@code isBent} members [batch], of no
   *     meaning for others
   */
  record Steps(Tensor x, Tensor direction, Tensor isBent, int iterations) {}

  /** Iterates from 0 until |b − A x| ≤ wanted |b| with {@code wanted} [batch]. */
  static Steps steps(UnaryOperator<Tensor> product, Tensor b, Tensor wanted, int most) {
    // Scaled to 1, so that squares neither overflow nor vanish.
    Tensor size = Rows.norm(b);
    Tensor scale = Rows.over(torch.where(size.gt(new Scalar(0)), size, torch.ones_like(size)), b);
    Tensor residual = b.div(scale);
    Tensor direction = residual.clone();
    Tensor x = torch.zeros_like(b);
    Tensor square = Rows.dot(residual, residual);
    Tensor goal = wanted.square();
    Tensor active = square.gt(goal);
    Tensor zero = torch.zeros_like(square);
    Tensor one = torch.ones_like(square);
    Tensor isBent = torch.zeros_like(active);
    int k = 0;
    for (; k < most && active.any().item_bool(); k++) {
      try (TensorScope turn = new TensorScope()) {
        Tensor image = product.apply(direction);
        Tensor curvature = Rows.dot(direction, image);
        Tensor isPositive = curvature.gt(new Scalar(0));
        isBent.logical_or_(active.logical_and(isPositive.logical_not()));
        active.logical_and_(isPositive);
        Tensor length = Rows.over(torch.where(active, square.div(curvature), zero), b);
        x.addcmul_(direction, length);
        residual.addcmul_(image, length, new Scalar(-1.0));
        Tensor next = Rows.dot(residual, residual);
        Tensor ratio = torch.where(active, next.div(square), one);
        Tensor share = active.to(b.scalar_type());
        direction.mul_(Rows.over(ratio, b)).addcmul_(residual, Rows.over(share, b));
        square.copy_(next);
        active.logical_and_(square.gt(goal));
      }
    }
    return new Steps(x.mul_(scale), direction, isBent, k);
  }
}
