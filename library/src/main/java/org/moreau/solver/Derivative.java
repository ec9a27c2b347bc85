package org.moreau.solver;

import java.util.Arrays;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Derivatives of a function given as code, by autograd. */
public final class Derivative {
  private Derivative() {}

  /**
   * The gradient at {@code x} [batch, ...] of a {@code value} [batch] that was computed from it;
   * itself in the graph, for second derivatives.
   *
   * @throws IllegalArgumentException if the value has another shape or no graph
   */
  public static Tensor ofSum(Tensor value, Tensor x) {
    requireNumberPerMember(value, x);
    requireGraph(value);
    return orZero(
        torch.grad(
            new TensorVector(value.sum()),
            new TensorVector(x),
            new TensorVector(),
            new BoolOptional(true),
            true,
            true),
        x);
  }

  /** Jᵀ v for the Jacobian J of {@code y} in {@code x}; keeps the graph for further products. */
  public static Tensor product(Tensor y, Tensor x, Tensor v) {
    if (!y.requires_grad()) {
      return torch.zeros_like(x);
    }
    return orZero(
        torch.grad(
            new TensorVector(y),
            new TensorVector(x),
            new TensorVector(v),
            new BoolOptional(true),
            false,
            true),
        x);
  }

  private static Tensor orZero(TensorVector gradients, Tensor x) {
    Tensor gradient = gradients.get(0);
    return gradient.defined() ? gradient : torch.zeros_like(x);
  }

  /** Checks that {@code value} has the shape [batch] for x [batch, ...]. */
  public static void requireNumberPerMember(Tensor value, Tensor x) {
    if (value.dim() != 1 || value.size(0) != x.size(0)) {
      throw new IllegalArgumentException(
          "the function must return the shape ["
              + x.size(0)
              + "], a number per member, got "
              + Arrays.toString(value.shape()));
    }
  }

  /** Checks that {@code value} can be differentiated. */
  public static void requireGraph(Tensor value) {
    if (!value.requires_grad()) {
      throw new IllegalArgumentException(
          "the function must be differentiable, but its value has no graph; use only tensor"
              + " operations from its argument to its result");
    }
  }
}
