package org.moreau.robustness;

import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * How far features move for each unit that an input moves: the largest |f(x + δ) − f(x)| / |δ|
 * found for |δ| = epsilon, in Euclidean norms, by ascent from random starts. A lower bound of f's
 * Lipschitz constant around each example.
 *
 * @param epsilon the length of δ over the whole sequence, > 0
 * @param steps of each start
 */
public record LipschitzEstimate(double epsilon, int steps, int starts) {
  public LipschitzEstimate {
    Check.positive("epsilon", epsilon);
    Check.positive("steps", steps);
    Check.positive("starts", starts);
  }

  /**
   * The estimate of each example, [batch] in float64.
   *
   * @param features from sequences [batch, features, time] to [batch, d], examples apart
   * @param mask 1 where a step may move and 0 where it is padding, [batch, 1, time]
   */
  public Tensor of(
      UnaryOperator<Tensor> features, Tensor inputs, Tensor mask, SplittableRandom random) {
    Budget ball = new Budget(Budget.Norm.L2, Budget.Span.SEQUENCE, epsilon);
    Slope slope = new Slope.Exact();
    Tensor origin;
    try (NoGradGuard guard = new NoGradGuard()) {
      origin = features.apply(inputs);
    }
    UnaryOperator<Tensor> moved = x -> length(features.apply(x).sub(origin));
    @Nullable Tensor largest = null;
    for (int start = 0; start < starts; start++) {
      Tensor delta = ball.random(inputs, mask, random);
      for (int step = 0; step <= steps; step++) {
        try (TensorScope scope = new TensorScope()) {
          Tensor x = inputs.add(delta);
          Tensor ratio = ratio(moved, x);
          largest = scope.keep(largest == null ? ratio : torch.maximum(largest, ratio));
          // Along the whole slope: for a linear map that is the power iteration.
          delta = scope.keep(ball.steepest(slope.at(moved, x, ball, mask, random), mask));
        }
      }
    }
    return Objects.requireNonNull(largest);
  }

  private Tensor ratio(UnaryOperator<Tensor> moved, Tensor x) {
    try (NoGradGuard guard = new NoGradGuard()) {
      return moved.apply(x).to(ScalarType.Double).div(new Scalar(epsilon));
    }
  }

  private static Tensor length(Tensor rows) {
    Tensor squares = rows.square().sum(new long[] {1}, false, null);
    // The derivative of a root at 0 is infinite: features that do not move have none here.
    Tensor moves = squares.gt(new Scalar(0.0));
    return torch.where(moves, squares, torch.ones_like(squares)).sqrt().mul(moves);
  }
}
