package org.moreau.recurrent;

import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.NativeLibraries;
import org.moreau.engine.TensorScope;

/** The four parameters of one recurrent layer, or their gradients, under PyTorch's names. */
record GateParameters(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
  /** Registers them on {@code module}, uniform in ±1/√hidden, drawn in PyTorch's order. */
  static GateParameters register(Module module, int gates, long input, long hidden) {
    return new GateParameters(
        uniform(module, "weight_ih_l0", hidden, gates * hidden, input),
        uniform(module, "weight_hh_l0", hidden, gates * hidden, hidden),
        uniform(module, "bias_ih_l0", hidden, gates * hidden),
        uniform(module, "bias_hh_l0", hidden, gates * hidden));
  }

  /** Checks the sizes of a layer before its module is made. */
  static long size(String name, long value) {
    NativeLibraries.load();
    if (value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + " must fit into an int, got " + value);
    }
    return Check.positive(name, (int) Math.max(value, Integer.MIN_VALUE));
  }

  List<Tensor> list() {
    return List.of(weightIh, weightHh, biasIh, biasHh);
  }

  TensorVector vector() {
    return new TensorVector(weightIh, weightHh, biasIh, biasHh);
  }

  /** The same values without their graphs. */
  GateParameters detached() {
    return new GateParameters(
        weightIh.detach(), weightHh.detach(), biasIh.detach(), biasHh.detach());
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
