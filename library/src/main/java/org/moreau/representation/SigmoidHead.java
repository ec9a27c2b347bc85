package org.moreau.representation;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;

/**
 * From a code to logits through layers fc1, fc2, ... of sigmoid units, three of 512 in ProxNet's
 * experiment on images. Weights start uniform in ±4√(6/(inputs + outputs)) before a sigmoid and a
 * quarter of that before the logits, biases at 0; ProxNet does not state its start.
 *
 * <p>Source of the start: Glorot and Bengio (2010), for sigmoids.
 */
public final class SigmoidHead extends Network implements ImageClassifier {
  private static final double SIGMOID_GAIN = 4; // sigmoid'(0) = 1/4

  private final int inputs;
  private final List<LinearImpl> layers = new ArrayList<>();

  /**
   * @param inputs entries of the code
   * @param units of each hidden layer; ProxNet has three of 512
   */
  public SigmoidHead(int inputs, List<Integer> units, int classes) {
    super("SigmoidHead");
    this.inputs = Check.positive("inputs", inputs);
    Check.positive("classes", classes);
    units.forEach(unit -> Check.positive("each of units", unit));
    TensorScope.retain(this);
    int from = inputs;
    for (int unit : units) {
      add(from, unit, SIGMOID_GAIN);
      from = unit;
    }
    add(from, classes, 1);
  }

  private void add(int from, int to, double gain) {
    LinearImpl layer = TensorScope.retain(new LinearImpl(from, to));
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      torch.xavier_uniform_(layer.weight(), gain);
      layer.bias().zero_();
    }
    layers.add(register_module("fc" + (layers.size() + 1), layer));
  }

  /** The logits [rows, classes] of codes [rows, inputs]. */
  @Override
  public Tensor logits(Tensor codes) {
    Check.shape("codes", codes, -1, inputs);
    Tensor a = codes;
    for (int i = 0; i < layers.size(); i++) {
      a = layers.get(i).forward(a);
      a = i < layers.size() - 1 ? a.sigmoid() : a;
    }
    return a;
  }
}
