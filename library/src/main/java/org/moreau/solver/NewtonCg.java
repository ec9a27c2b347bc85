package org.moreau.solver;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Minimises a function of every member by truncated Newton steps: conjugate gradients on products
 * with the Hessian, then halving the step until the value falls (Armijo). Cost: two passes through
 * the graph per product.
 *
 * <p>Where the function is not convex, the minimum is the one that descent from the start reaches;
 * maxima and saddles are left for lower values. A point is not accepted, and its error large, if
 * its curvature is not positive or so small that another Newton step would go far: then the
 * function may be unbounded below. It goes on past the tolerance while that is cheap, since what is
 * differentiated needs it.
 *
 * <p>Source: Nocedal and Wright, Numerical Optimization, algorithm 7.1.
 *
 * @param isConvex whether the functions are convex, so that the curvature needs no look
 */
public record NewtonCg(double tolerance, int mostIterations, boolean isConvex) {
  private static final int MOST_HALVINGS = 60;
  private static final int PATIENCE = 50;
  private static final double LOOSEST_INNER = 1e-3; // looser ones crawl along curved valleys
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double UNKNOWN = Double.POSITIVE_INFINITY;

  public NewtonCg {
    Check.positive("tolerance", tolerance);
    Check.positive("mostIterations", mostIterations);
  }

  /** For any function. */
  public NewtonCg(double tolerance, int mostIterations) {
    this(tolerance, mostIterations, false);
  }

  /** With the error |∇f| relative to its value at the start. */
  public Solution minimise(UnaryOperator<Tensor> function, Tensor start) {
    try (TensorScope scope = new TensorScope()) {
      Tensor first = Rows.norm(Tangent.of(function, start).gradient());
      Solution solution = minimise(function, start, (x, gradient) -> first);
      return new Solution(scope.keep(solution.x()), solution.outcome());
    }
  }

  /**
   * The minimiser near {@code start}.
   *
   * @param function from x [batch, ...] to [batch], twice differentiable, +inf outside its domain
   * @param size from x and the gradient there to what the gradient is compared with, [batch]; its
   *     rounding too is taken to be relative to that
   * @throws ArithmeticException if the function or its gradient is not finite at the start
   */
  public Solution minimise(
      UnaryOperator<Tensor> function, Tensor start, BinaryOperator<Tensor> size) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor from = start.detach();
      Tensor best = from.clone();
      Tensor bestError = best.new_full(new long[] {best.size(0)}, new Scalar(UNKNOWN));
      Tensor open = torch.ones_like(bestError).to(torch.ScalarType.Bool);
      Minimum minimum = new Minimum(function, from, tolerance);
      int k = 0;
      while (true) {
        k = descend(function, best, bestError, open, size, k);
        if (isConvex) {
          break;
        }
        open = minimum.leave(best, bestError, open, size);
        if (k == mostIterations || !open.any().item_bool()) {
          break;
        }
        k++;
      }
      return new Solution(scope.keep(best), new Outcome(Rows.largest(bestError), tolerance, k));
    }
  }

  /** Descends from the {@code open} members of {@code best}, after {@code done} iterations. */
  private int descend(
      UnaryOperator<Tensor> function,
      Tensor best,
      Tensor bestError,
      Tensor open,
      BinaryOperator<Tensor> size,
      int done) {
    Tensor x = best.clone();
    Tensor idle = torch.zeros_like(bestError);
    double goal = Rows.goal(tolerance, x);
    for (int k = done; ; k++) {
      try (TensorScope turn = new TensorScope()) {
        Tangent at = Tangent.of(function, x);
        Tensor now = Rows.quotient(Rows.norm(at.gradient()), size.apply(x, at.gradient()));
        if (k == 0) {
          requireFinite(at);
        }
        Tensor better = now.lt(bestError).logical_and(open);
        idle.copy_(
            torch.where(
                now.lt(bestError.mul(new Scalar(0.5))),
                torch.zeros_like(idle),
                idle.add(new Scalar(1.0))));
        best.copy_(torch.where(Rows.over(better, x), x, best));
        bestError.copy_(torch.where(better, now, bestError));
        Tensor active =
            bestError
                .gt(new Scalar(goal))
                .logical_and(settling(bestError, idle).logical_not())
                .logical_and(open);
        if (k == mostIterations || !active.any().item_bool()) {
          return k;
        }
        Tensor moved = step(function, x, at, now, active);
        if (!moved.any().item_bool()) {
          return k;
        }
        idle.copy_(torch.where(moved, idle, torch.full_like(idle, new Scalar(PATIENCE))));
      }
    }
  }

  /** Whether a member is good enough and no longer improves: rounding is reached. */
  private Tensor settling(Tensor error, Tensor idle) {
    Tensor enough = error.le(new Scalar(tolerance));
    return idle.ge(new Scalar(1.0)).logical_and(enough).logical_or(idle.ge(new Scalar(PATIENCE)));
  }

  /** Moves the active members of x, and says which did. */
  private static Tensor step(
      UnaryOperator<Tensor> function, Tensor x, Tangent at, Tensor error, Tensor active) {
    Tensor gradient = at.gradient();
    Tensor zero = torch.zeros_like(error);
    Tensor right = torch.where(Rows.over(active, x), gradient.neg(), torch.zeros_like(x));
    Tensor direction =
        ConjugateGradient.steps(
                at::product, right, error.clamp_max(new Scalar(LOOSEST_INNER)), mostInner(x))
            .x();
    Tensor slope = Rows.dot(gradient, direction);
    // No curvature upwards at the very first step of the inner solve: go down the gradient.
    Tensor steepest = active.logical_and(slope.lt(new Scalar(0)).logical_not());
    direction = torch.where(Rows.over(steepest, x), right, direction);
    slope = torch.where(steepest, Rows.dot(gradient, right), slope);
    Tensor rounding = at.value().abs().mul(new Scalar(4 * Rows.epsilon(x)));
    Tensor length = active.to(x.scalar_type());
    Tensor pending = active.clone();
    for (int i = 0; i < MOST_HALVINGS && pending.any().item_bool(); i++) {
      try (TensorScope turn = new TensorScope()) {
        Tensor value = function.apply(x.addcmul(direction, Rows.over(length, x)));
        Tensor bound =
            at.value().add(slope.mul(length).mul(new Scalar(SUFFICIENT_DECREASE))).add(rounding);
        // A NaN does not fall either: it counts as outside of the domain.
        pending.logical_and_(value.le(bound).logical_not());
        length.copy_(torch.where(pending, length.mul(new Scalar(0.5)), length));
      }
    }
    length = torch.where(pending, zero, length);
    x.addcmul_(direction, Rows.over(length, x));
    return active.logical_and(pending.logical_not());
  }

  /** The most iterations of an inner solve for x. */
  static int mostInner(Tensor x) {
    return (int) Math.min(1000, 10 + 2 * x.numel() / Math.max(1, x.size(0)));
  }

  private static void requireFinite(Tangent at) {
    if (!at.value().isfinite().all().item_bool()) {
      double value =
          at.value().masked_select(at.value().isfinite().logical_not()).min().item_double();
      throw new ArithmeticException(
          "the function is " + value + " at the start; start inside its domain");
    }
    if (!at.gradient().isfinite().all().item_bool()) {
      throw new ArithmeticException(
          "the function's gradient is not finite at the start, though its value is; look for a"
              + " square root, logarithm or norm at zero in it");
    }
  }

  /** Value and gradient of a function at a point, and products with its Hessian there. */
  record Tangent(Tensor point, Tensor value, Tensor gradient, Tensor graph) {
    static Tangent of(UnaryOperator<Tensor> function, Tensor x) {
      try (AutoGradMode recording = new AutoGradMode(true)) {
        Tensor point = x.detach().clone().set_requires_grad(true);
        Tensor value = function.apply(point);
        Tensor graph = Derivative.ofSum(value, point);
        return new Tangent(point, value.detach(), graph.detach(), graph);
      }
    }

    Tensor product(Tensor v) {
      return Derivative.product(graph, point, v);
    }
  }
}
