package org.moreau.representation;

import java.util.Map;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;

/**
 * Where the parameters of a network for speech start; ProxNet does not state it. PyTorch's start
 * makes the layers between a frame and its labels forget the frame, and connectionist temporal
 * classification then says the blank only for as long as it takes to find that out. So weights
 * start uniform and keep the size of what they map, those between hidden states orthogonal, and
 * biases at 0, that of the forget gates at 1.
 *
 * <p>Sources: Glorot and Bengio (2010); He et al. (2015) for ReLU; Saxe et al. (2014), orthogonal
 * weights; Jozefowicz et al. (2015), forget gates.
 */
final class SpeechStart {
  private static final long GATES = 4; // i, f, g, o
  private static final double RELU_GAIN = Math.sqrt(2);

  private SpeechStart() {}

  static void recurrent(LSTMImpl lstm) {
    change(
        lstm,
        (name, parameter) -> {
          long hidden = parameter.size(0) / GATES;
          if (name.startsWith("bias")) {
            parameter.zero_();
            if (name.startsWith("bias_ih")) {
              parameter.narrow(0, hidden, hidden).fill_(new Scalar(1.0));
            }
            return;
          }
          for (long gate = 0; gate < GATES; gate++) {
            Tensor block = parameter.narrow(0, gate * hidden, hidden);
            if (name.startsWith("weight_hh")) {
              torch.orthogonal_(block, 1);
            } else {
              torch.xavier_uniform_(block, 1);
            }
          }
        });
  }

  static void linear(LinearImpl linear) {
    change(linear, (name, parameter) -> start(name, parameter, 1));
  }

  /** Linear maps with ReLU between them. */
  static void rectified(Mlp mlp) {
    String last = "fc" + (mlp.sizes().size() - 1) + ".";
    change(mlp, (name, parameter) -> start(name, parameter, name.startsWith(last) ? 1 : RELU_GAIN));
  }

  private static void start(String name, Tensor parameter, double gain) {
    if (name.endsWith("weight")) {
      torch.xavier_uniform_(parameter, gain);
    } else {
      parameter.zero_();
    }
  }

  @FunctionalInterface
  private interface Change {
    void of(String name, Tensor parameter);
  }

  private static void change(Module module, Change change) {
    Map<String, Tensor> parameters = ModelState.of(module).parameters();
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      parameters.forEach(change::of);
    } finally {
      NamedTensors.close(parameters);
    }
  }
}
