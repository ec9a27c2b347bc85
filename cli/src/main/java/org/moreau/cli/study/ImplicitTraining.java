package org.moreau.cli.study;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.data.ImageBatch;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;
import org.moreau.proxprop.ImplicitSteps;
import org.moreau.proxprop.ProxProp;
import org.moreau.proxprop.StepMode;
import org.moreau.proxprop.StepReport;

/** Training by plain backpropagation or ProxProp. */
record ImplicitTraining(ImplicitMethod method, Rule rule, double tauTheta) implements ImageMethod {
  /**
   * The metric of the cosine of the angle between direction and gradient, on the first training
   * images after an epoch: positive for directions of descent.
   */
  static final String COSINE = "cosine";

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
      M network, Map<String, Tensor> parameters, Supplier<ImageBatch> first) {
    Optimizer optimizer = rule.on(parameters);
    StepMode mode = method.mode();
    if (mode == null) {
      return new Prepared(optimizer);
    }
    ProxProp proxProp = new ProxProp(mode, tauTheta);
    proxProp.on(network);
    return new Prepared(
        optimizer,
        epoch -> optimizer.learningRate(),
        null,
        () -> Map.of(COSINE, cosine(network, proxProp, first.get())),
        "");
  }

  /** Of all layers the smallest, at the cost of a training step. */
  private static <M extends Network & ImageClassifier> double cosine(
      M network, ProxProp proxProp, ImageBatch batch) {
    ImplicitSteps steps = proxProp.monitoredOn(network);
    try (AutoGradMode gradients = new AutoGradMode(true)) {
      torch.cross_entropy(network.logits(batch.images()), batch.labels()).backward();
    } finally {
      proxProp.on(network);
    }
    return steps.layers().values().stream()
        .flatMap(Optional::stream)
        .map(StepReport::cosine)
        .mapToDouble(cosine -> cosine == null ? Double.NaN : cosine)
        .min()
        .orElse(Double.NaN);
  }
}
