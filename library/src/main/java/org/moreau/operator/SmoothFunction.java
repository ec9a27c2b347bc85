package org.moreau.operator;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.CustomGradient;
import org.moreau.solver.ConjugateGradient;
import org.moreau.solver.Derivative;
import org.moreau.solver.NewtonCg;
import org.moreau.solver.Outcome;
import org.moreau.solver.Solution;

/**
 * Any function R given as code, twice differentiable, from x [batch, ...] to a number per member,
 * [batch]; +inf outside of its domain.
 *
 * <p>prox: minimises step R(y) + |y − x|² / 2 by truncated Newton steps. Cost: some tens of passes
 * through R.
 *
 * <p>Derivative: of the optimality condition step ∇R(y) + y − x = 0, by one solve with I + step
 * ∇²R. It reaches x, the step, and every tensor that R uses, such as the parameters of a network.
 *
 * <p>Source: the optimality condition and the implicit function theorem.
 *
 * <p>Fails: ArithmeticException if the solve or its derivative's does not converge, as where the
 * function that is minimised has no minimum or one without positive curvature, or R is not finite
 * at the start; {@link #solve} shows the outcome instead.
 */
public final class SmoothFunction implements ProximalOperator {
  private static final int MOST_STEPS = 200;
  private static final String ADVICE =
      "a smaller step makes the problem easier; check that the function is bounded below and twice"
          + " differentiable, or use float64";
  private static final String NOT_CONVEX =
      "the function is not convex between the start and here: make it with nonConvex";

  private final UnaryOperator<Tensor> function;
  private final UnaryOperator<Tensor> start;
  private final boolean isConvex;

  private SmoothFunction(
      UnaryOperator<Tensor> function, UnaryOperator<Tensor> start, boolean isConvex) {
    this.function = function;
    this.start = start;
    this.isConvex = isConvex;
  }

  /** A convex function; then the outcome's error is proven, as far as the function is convex. */
  public static SmoothFunction convex(UnaryOperator<Tensor> function) {
    return new SmoothFunction(function, x -> x, true);
  }

  /**
   * Any function; the map is then the local minimiser that descent from the start reaches. From a
   * start that is a maximum or a saddle it descends to either side.
   */
  public static SmoothFunction nonConvex(UnaryOperator<Tensor> function) {
    return new SmoothFunction(function, x -> x, false);
  }

  /**
   * The same, solved from {@code start} of x instead of x itself, which may be out of the domain.
   */
  public SmoothFunction startingAt(UnaryOperator<Tensor> start) {
    return new SmoothFunction(function, start, isConvex);
  }

  @Override
  public Tensor value(Tensor x) {
    Tensor value = apply(Members.checked(x));
    if (value.detach().isnan().any().item_bool()) {
      throw new ArithmeticException(
          "the function is NaN at a finite point; return +inf outside its domain");
    }
    return value;
  }

  /**
   * The proximal map without its graph, and how the solve ended. The error is a bound of the
   * relative error if the function is convex: that of y is at most the gradient's norm. It is
   * infinite where the values at the start and at y show that the function is not convex, though it
   * was said to be; and large where the curvature at y is not positive or too small to tell.
   */
  public Solution solve(Tensor x, Tensor step) {
    Members.step(Members.checked(x), step);
    Tensor point = x.detach();
    Tensor norm = Members.norm(point);
    Tensor factor = step.detach();
    UnaryOperator<Tensor> objective =
        y -> apply(y).mul(factor).add(Members.sum(y.sub(point).square().div(new Scalar(2))));
    Tensor from = start.apply(point);
    Solution solution =
        new NewtonCg(Members.slack(x), MOST_STEPS, isConvex)
            .minimise(objective, from, (y, gradient) -> size(y, gradient, point, norm));
    Outcome outcome = solution.outcome();
    if (isConvex && outcome.converged() && !isLowEnough(objective, from, solution.x())) {
      return new Solution(
          solution.x(),
          new Outcome(
              Double.POSITIVE_INFINITY, outcome.tolerance(), outcome.iterations(), NOT_CONVEX));
    }
    return new Solution(solution.x(), outcome.advising(ADVICE));
  }

  /** Whether a start far from y has the larger value that it must have if R is convex. */
  private static boolean isLowEnough(UnaryOperator<Tensor> objective, Tensor start, Tensor y) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor above = objective.apply(start);
      Tensor below = objective.apply(y);
      Tensor rounding = above.abs().add(below.abs()).mul(new Scalar(Members.slack(y)));
      Tensor least = Members.norm(y.sub(start)).square().div(new Scalar(2));
      Tensor most = above.sub(below).mul(new Scalar(1 + Math.sqrt(Members.slack(y)))).add(rounding);
      return least.le(most).all().item_bool();
    }
  }

  // All that is added up in the gradient, which rounding is relative to.
  private static Tensor size(Tensor y, Tensor gradient, Tensor x, Tensor norm) {
    Tensor pull = Members.norm(gradient.sub(y).add(x)); // step |∇R|
    return Members.norm(y).maximum(norm).maximum(pull);
  }

  @Override
  public Tensor prox(Tensor x, Tensor step) {
    Tensor y = solve(x, step).orThrow("the proximal map of the function");
    if (!GradMode.is_enabled() || !needsGraph(x, step, y)) {
      return y;
    }
    Tensor point = y.detach().clone().set_requires_grad(true);
    Tensor gradient = Derivative.ofSum(apply(point), point);
    Tensor residual = gradient.mul(Members.step(x, step)).add(y).sub(x);
    ConjugateGradient solver =
        new ConjugateGradient(
            Members.slack(x), (int) Math.min(10_000, 100 + 4 * Members.entries(x)));
    return CustomGradient.attach(
        y,
        List.of(residual),
        cotangent ->
            List.of(
                solver
                    .solve(v -> Derivative.product(residual, point, v).add(v), cotangent.neg())
                    .orThrow("the derivative of the function's proximal map")));
  }

  private Tensor apply(Tensor y) {
    Tensor value = function.apply(y);
    Derivative.requireNumberPerMember(value, y);
    if (y.requires_grad() && GradMode.is_enabled()) {
      Derivative.requireGraph(value);
    }
    return value;
  }

  private boolean needsGraph(Tensor x, Tensor step, Tensor y) {
    if (x.requires_grad() || step.requires_grad()) {
      return true;
    }
    try (AutoGradMode recording = new AutoGradMode(true)) {
      return apply(y).requires_grad();
    }
  }

  @Override
  public boolean isConvex() {
    return isConvex;
  }
}
