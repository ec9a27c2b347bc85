package org.moreau.recurrent;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorScope;

/**
 * An LSTM, computed by libtorch: i, f, o = σ(·), g = tanh(·), c = f * c' + i * g, h = o * tanh(c).
 *
 * <p>Parameters weight_ih_l0 [4 hidden, input], weight_hh_l0 [4 hidden, hidden], bias_ih_l0 and
 * bias_hh_l0 [4 hidden], as in PyTorch.
 */
public final class Lstm extends Module implements SequenceLayer {
  private final long inputSize;
  private final long hiddenSize;
  private final LstmParameters parameters;

  /** A layer with random parameters from libtorch's generator. */
  public Lstm(long inputSize, long hiddenSize) {
    super("Lstm");
    this.inputSize = LstmParameters.size("inputSize", inputSize);
    this.hiddenSize = LstmParameters.size("hiddenSize", hiddenSize);
    TensorScope.retain(this);
    parameters = LstmParameters.register(this, inputSize, hiddenSize);
  }

  @Override
  public long inputSize() {
    return inputSize;
  }

  @Override
  public long hiddenSize() {
    return hiddenSize;
  }

  @Override
  public Output forward(Tensor x, Tensor h0, Tensor c0) {
    parameters.check(x, h0, c0);
    return parameters.plain(x, h0, c0);
  }
}
