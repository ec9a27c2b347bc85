package org.moreau.robustness;

import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;

/**
 * The perturbations δ of sequences [batch, features, time] that an attack may choose from: |δ| <=
 * epsilon for each example, and δ = 0 wherever the mask [batch, 1, time] is.
 *
 * @param epsilon >= 0
 */
public record Budget(Norm norm, Span span, double epsilon) {
  /** How a perturbation is measured. */
  public enum Norm {
    L2,
    LINF
  }

  /** What a norm is taken of. */
  public enum Span {
    /** The whole sequence. */
    SEQUENCE,
    /** Each step by itself, so that a longer sequence may be changed by more; the same for LINF. */
    STEP
  }

  public Budget {
    Check.nonNegative("epsilon", epsilon);
  }

  /** The same with another size. */
  public Budget with(double epsilon) {
    return new Budget(norm, span, epsilon);
  }

  /** The nearest perturbation within the budget. */
  Tensor project(Tensor delta, Tensor mask) {
    Tensor own = delta.mul(mask);
    if (norm == Norm.LINF) {
      return own.clamp(
          new ScalarOptional(new Scalar(-epsilon)), new ScalarOptional(new Scalar(epsilon)));
    }
    Tensor length = length(own);
    Tensor shrink = torch.clamp_max(length.reciprocal().mul(new Scalar(epsilon)), new Scalar(1.0));
    return own.mul(torch.where(length.gt(new Scalar(0.0)), shrink, torch.ones_like(shrink)));
  }

  /** The perturbation of size epsilon along which a loss with this slope rises most. */
  Tensor steepest(Tensor slope, Tensor mask) {
    Tensor own = slope.mul(mask);
    if (norm == Norm.LINF) {
      return own.sign().mul(new Scalar(epsilon));
    }
    // Squares of a slope of 1e-23 would be 0 in float32.
    Tensor largest = own.abs().amax(over(), true);
    Tensor unit = own.div(largest.add(largest.eq(new Scalar(0.0))));
    Tensor length = length(unit);
    return unit.div(length.add(length.eq(new Scalar(0.0)))).mul(new Scalar(epsilon));
  }

  /** A random perturbation: even over the box, or of length epsilon in an even direction. */
  Tensor random(Tensor like, Tensor mask, SplittableRandom random) {
    float[] values = new float[Math.toIntExact(like.numel())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (norm == Norm.LINF ? 2 * random.nextDouble() - 1 : random.nextGaussian());
    }
    Tensor drawn = TensorData.of(values, like.shape()).to(like.device(), like.scalar_type());
    return norm == Norm.LINF ? drawn.mul(mask).mul(new Scalar(epsilon)) : steepest(drawn, mask);
  }

  /** |δ| of each example or step, with 1 for what is summed over. */
  Tensor length(Tensor delta) {
    return norm == Norm.LINF
        ? delta.abs().amax(over(), true)
        : delta.square().sum(over(), true, null).sqrt();
  }

  private long[] over() {
    return span == Span.STEP ? new long[] {1} : new long[] {1, 2};
  }
}
