package org.moreau.evaluation;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.TensorScope;

/**
 * The derivative J of the outputs of a network in its input, example by example: its spectral norm
 * is the Lipschitz constant around the example.
 *
 * <p>Source: PathProx, Figure 1.
 */
public final class InputJacobian {
  private InputJacobian() {}

  /**
   * |J| of each example [batch], the root of the largest eigenvalue of JJ' [outputs, outputs],
   * exact. The network must treat examples apart, so put it in evaluation mode. Cost: one backward
   * pass per output.
   *
   * @param forward from x to the outputs [batch, outputs]
   */
  public static Tensor spectralNorms(UnaryOperator<Tensor> forward, Tensor x) {
    try (TensorScope scope = new TensorScope()) {
      Tensor point = x.detach().clone().set_requires_grad(true);
      TensorVector rows = new TensorVector();
      try (AutoGradMode mode = new AutoGradMode(true)) {
        Tensor outputs = forward.apply(point);
        for (long c = 0; c < outputs.size(1); c++) {
          Tensor row =
              torch
                  .grad(
                      new TensorVector(outputs.select(1, c).sum()),
                      new TensorVector(point),
                      new TensorVector(),
                      new BoolOptional(true),
                      false,
                      true)
                  .get(0);
          rows.push_back(
              row.defined() ? row.flatten(1, -1) : torch.zeros_like(point).flatten(1, -1));
        }
      }
      try (NoGradGuard guard = new NoGradGuard()) {
        Tensor jacobian = torch.stack(rows, 1);
        Tensor squares = jacobian.bmm(jacobian.transpose(1, 2));
        Tensor largest = torch.linalg_eigvalsh(squares, "L").amax(new long[] {1}, false);
        return scope.keep(largest.clamp_min_(new Scalar(0.0)).sqrt());
      }
    }
  }
}
