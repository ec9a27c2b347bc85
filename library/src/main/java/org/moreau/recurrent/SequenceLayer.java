package org.moreau.recurrent;

import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;

/** A recurrent layer that maps a whole sequence at once. */
public interface SequenceLayer {
  /**
   * What a layer returns.
   *
   * @param hidden h_1, ..., h_T, [steps, batch, hidden]
   * @param lastHidden h_T, [batch, hidden]
   * @param lastCell c_T, [batch, hidden]
   */
  record Output(Tensor hidden, Tensor lastHidden, Tensor lastCell) {}

  /** The number of features of a step. */
  long inputSize();

  /** The number of hidden units. */
  long hiddenSize();

  /**
   * Runs over x [steps, batch, input] from h0 and c0 [batch, hidden].
   *
   * @throws IllegalArgumentException if a shape, type or device does not fit
   */
  Output forward(Tensor x, Tensor h0, Tensor c0);

  /** Runs over x [steps, batch, input] from states of zero. */
  default Output forward(Tensor x) {
    Check.shape("x", x, -1, -1, inputSize());
    Tensor zero = x.new_zeros(x.size(1), hiddenSize());
    return forward(x, zero, zero);
  }
}
