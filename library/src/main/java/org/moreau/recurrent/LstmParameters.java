package org.moreau.recurrent;

import java.util.Arrays;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.NativeLibraries;
import org.moreau.engine.TensorScope;

/** The four parameters of one LSTM layer under PyTorch's names; gates in the order i, f, g, o. */
record LstmParameters(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
  private static final int GATES = 4;

  /** Registers them on {@code module}, uniform in ±1/√hidden, drawn in PyTorch's order. */
  static LstmParameters register(Module module, long input, long hidden) {
    return new LstmParameters(
        uniform(module, "weight_ih_l0", hidden, GATES * hidden, input),
        uniform(module, "weight_hh_l0", hidden, GATES * hidden, hidden),
        uniform(module, "bias_ih_l0", hidden, GATES * hidden),
        uniform(module, "bias_hh_l0", hidden, GATES * hidden));
  }

  /** Checks the sizes of a layer before its module is made. */
  static long size(String name, long value) {
    NativeLibraries.load();
    if (value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + " must fit into an int, got " + value);
    }
    return Check.positive(name, (int) Math.max(value, Integer.MIN_VALUE));
  }

  /** Checks the arguments of a forward pass. */
  void check(Tensor x, Tensor h0, Tensor c0) {
    long hidden = weightHh.size(1);
    Check.shape("x", x, -1, -1, weightIh.size(1));
    if (x.size(0) == 0 || x.size(1) == 0) {
      throw new IllegalArgumentException(
          "x must have at least one step and one example, got " + Arrays.toString(x.shape()));
    }
    Check.sameKind("x", x, "the layer's parameters", weightIh);
    Check.shape("h0", h0, x.size(1), hidden);
    Check.sameKind("h0", h0, "the layer's parameters", weightIh);
    Check.shape("c0", c0, x.size(1), hidden);
    Check.sameKind("c0", c0, "the layer's parameters", weightIh);
  }

  /** libtorch's own LSTM. */
  SequenceLayer.Output plain(Tensor x, Tensor h0, Tensor c0) {
    var result =
        torch.lstm(
            x,
            new TensorVector(h0.unsqueeze(0), c0.unsqueeze(0)),
            new TensorVector(weightIh, weightHh, biasIh, biasHh),
            true,
            1,
            0.0,
            false,
            false,
            false);
    return new SequenceLayer.Output(
        result.get0(), result.get1().select(0, 0), result.get2().select(0, 0));
  }

  private static Tensor uniform(Module module, String name, long hidden, long... shape) {
    double bound = 1 / Math.sqrt((double) hidden);
    Tensor parameter = torch.rand(shape).mul_(scalar(2 * bound)).sub_(scalar(bound));
    // What register_parameter returns points into a list that grows with the next parameter.
    module.register_parameter(name, parameter);
    return TensorScope.own(parameter);
  }

  private static Scalar scalar(double value) {
    return new Scalar(value);
  }
}
