package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.Check;

/** A recurrent layer that maps a whole sequence at once. */
public interface SequenceLayer {
  /**
   * What a layer returns.
   *
   * @param hidden h_1, ..., h_T, [steps, batch, hidden]; 0 behind the end of a shorter sequence
   * @param last the states after the last step of each example, as the initial ones
   */
  record Output(Tensor hidden, List<Tensor> last) {
    /**
     * h after the last step, [batch, hidden]; of several layers that of the first, lowest one. What
     * the top one shows stands in {@link #hidden}.
     */
    public Tensor lastHidden() {
      return last.get(0);
    }

    /** The cell's state after the last step; of one layer that has one, such as an LSTM. */
    public Tensor lastCell() {
      return last.get(1);
    }
  }

  /** The number of features of a step. */
  long inputSize();

  /** The number of values that a step returns. */
  long hiddenSize();

  /** The sizes of the states: [hidden, hidden] for h and c of an LSTM, [hidden] for a GRU. */
  List<Long> stateSizes();

  /**
   * Runs over x [steps, batch, input].
   *
   * @param initial the states to begin with, each [batch, size]
   * @param lengths how many steps of each example are valid, [batch] of type Long; null for all
   * @throws IllegalArgumentException if a shape, type or device does not fit, or a length is not
   *     from 1 to steps
   */
  Output forward(Tensor x, List<Tensor> initial, @Nullable Tensor lengths);

  /** Whether a step's hidden state depends on later steps, as in a {@link Bidirectional}. */
  default boolean readsAhead() {
    return false;
  }

  /** Runs over x [steps, batch, input], from states of zero where none are given. */
  default Output forward(Tensor x, Tensor... initial) {
    return forward(x, initial.length == 0 ? zeroStates(x) : List.of(initial), null);
  }

  /** States of zero for x [steps, batch, input]. */
  default List<Tensor> zeroStates(Tensor x) {
    Check.shape("x", x, -1, -1, inputSize());
    return stateSizes().stream().map(size -> x.new_zeros(x.size(1), size)).toList();
  }
}
