package org.moreau.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One of libtorch's squashing functions on a fixed piece of memory. Applied to parts so small that
 * libtorch does not divide them among threads: were a second thread to do that, libtorch's own
 * would wait more slowly ever after, in all of the process.
 */
final class InPlace {
  private static final int UNDIVIDED_SIGMOID = 32768;
  private static final int UNDIVIDED_TANH = 2048;

  private interface Function {
    Tensor apply(Tensor out, Tensor in);
  }

  private final Function function;
  private final List<Tensor> parts = new ArrayList<>();

  private InPlace(Function function, Tensor tensor, int most) {
    this.function = function;
    long all = tensor.numel();
    Tensor flat = tensor.view(all);
    long step = torch.get_num_threads() == 1 ? Math.max(all, 1) : most;
    for (long from = 0; from < all; from += step) {
      parts.add(flat.narrow(0, from, Math.min(step, all - from)));
    }
  }

  /** The sigmoid of {@code tensor}, which is contiguous. */
  static InPlace sigmoid(Tensor tensor) {
    return new InPlace(torch::sigmoid_out, tensor, UNDIVIDED_SIGMOID);
  }

  /** The hyperbolic tangent of {@code tensor}, which is contiguous. */
  static InPlace tanh(Tensor tensor) {
    return new InPlace(torch::tanh_out, tensor, UNDIVIDED_TANH);
  }

  /** Puts the function's values in the place of its arguments. */
  void apply() {
    for (Tensor part : parts) {
      function.apply(part, part);
    }
  }
}
