package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A GRU, computed by libtorch: r, u = σ(·), n = tanh(W_n x + b_n + r * (U_n h' + b_hn)), h = (1 −
 * u) * n + u * h'.
 *
 * <p>Parameters weight_ih_l0 [3 hidden, input], weight_hh_l0 [3 hidden, hidden], bias_ih_l0 and
 * bias_hh_l0 [3 hidden], gates in the order r, u, n, as in PyTorch; its state is h.
 */
public final class Gru extends PlainRecurrent {
  /** A layer with random parameters from libtorch's generator. */
  public Gru(long inputSize, long hiddenSize) {
    super("Gru", 3, inputSize, hiddenSize);
  }

  @Override
  public List<Long> stateSizes() {
    return List.of(hiddenSize());
  }

  @Override
  Output run(Tensor x, List<Tensor> initial) {
    return gru(parameters, x, initial);
  }

  static Output gru(GateParameters parameters, Tensor x, List<Tensor> initial) {
    var result =
        torch.gru(
            x, initial.get(0).unsqueeze(0), parameters.vector(), true, 1, 0.0, false, false, false);
    return new Output(result.get0(), List.of(result.get1().select(0, 0)));
  }

  @Override
  Output run(Tensor x, List<Tensor> initial, Padding padding) {
    return gru(parameters, x, initial, padding);
  }

  static Output gru(GateParameters parameters, Tensor x, List<Tensor> initial, Padding padding) {
    Packed packed = Packed.of(x, padding);
    var result =
        torch.gru(
            packed.values(),
            packed.counts(),
            packed.state(initial.get(0)),
            parameters.vector(),
            true,
            1,
            0.0,
            false,
            false);
    return new Output(packed.unpack(result.get0()), List.of(packed.example(result.get1())));
  }
}
