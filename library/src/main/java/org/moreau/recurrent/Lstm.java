package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An LSTM, computed by libtorch: i, f, o = σ(·), g = tanh(·), c = f * c' + i * g, h = o * tanh(c).
 *
 * <p>Parameters weight_ih_l0 [4 hidden, input], weight_hh_l0 [4 hidden, hidden], bias_ih_l0 and
 * bias_hh_l0 [4 hidden], as in PyTorch; states h and c.
 */
public final class Lstm extends PlainRecurrent {
  /** A layer with random parameters from libtorch's generator. */
  public Lstm(long inputSize, long hiddenSize) {
    super("Lstm", 4, inputSize, hiddenSize);
  }

  @Override
  public List<Long> stateSizes() {
    return List.of(hiddenSize(), hiddenSize());
  }

  @Override
  Output run(Tensor x, List<Tensor> initial) {
    return lstm(parameters, x, initial);
  }

  static Output lstm(GateParameters parameters, Tensor x, List<Tensor> initial) {
    var result =
        torch.lstm(
            x,
            new TensorVector(initial.get(0).unsqueeze(0), initial.get(1).unsqueeze(0)),
            parameters.vector(),
            true,
            1,
            0.0,
            false,
            false,
            false);
    return new Output(
        result.get0(), List.of(result.get1().select(0, 0), result.get2().select(0, 0)));
  }

  @Override
  Output run(Tensor x, List<Tensor> initial, Padding padding) {
    return lstm(parameters, x, initial, padding);
  }

  static Output lstm(GateParameters parameters, Tensor x, List<Tensor> initial, Padding padding) {
    Packed packed = Packed.of(x, padding);
    var result =
        torch.lstm(
            packed.values(),
            packed.counts(),
            new TensorVector(packed.state(initial.get(0)), packed.state(initial.get(1))),
            parameters.vector(),
            true,
            1,
            0.0,
            false,
            false);
    return new Output(
        packed.unpack(result.get0()),
        List.of(packed.example(result.get1()), packed.example(result.get2())));
  }
}
