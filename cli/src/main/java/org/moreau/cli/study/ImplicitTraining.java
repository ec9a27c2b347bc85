package org.moreau.cli.study;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;
import org.moreau.proxprop.ProxProp;
import org.moreau.proxprop.StepMode;

/** Training by plain backpropagation or ProxProp. */
record ImplicitTraining(ImplicitMethod method, Rule rule, double tauTheta) implements ImageMethod {
  /** What the directions are given to. */
  sealed interface Rule {
    /** Nesterov's momentum; the learning rate is the paper's tau. */
    record Nesterov(double learningRate, double momentum) implements Rule {}

    /** Adam with its usual constants. */
    record Adaptive(double learningRate) implements Rule {}

    private Optimizer on(Map<String, Tensor> parameters) {
      if (this instanceof Nesterov nesterov) {
        boolean moving = nesterov.momentum > 0;
        return new Sgd(
            parameters, new Sgd.Settings(nesterov.learningRate, nesterov.momentum, moving, 0));
      }
      return new Adam(parameters, Adam.Settings.of(((Adaptive) this).learningRate));
    }
  }

  @Override
  public String key() {
    return method.key();
  }

  @Override
  public String description() {
    return rule + (method.mode() == null ? "" : " tau-theta=" + tauTheta);
  }

  @Override
  public <M extends Network & ImageClassifier> Prepared prepare(
      M network, Map<String, Tensor> parameters, Tensor example) {
    StepMode mode = method.mode();
    if (mode != null) {
      new ProxProp(mode, tauTheta).on(network);
    }
    return new Prepared(rule.on(parameters));
  }
}
