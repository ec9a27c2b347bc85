package org.moreau.optim;

import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Gradient descent as PyTorch's: d = g + decay · p; with momentum μ, b = μb + d and d = b, or d +
 * μb where Nesterov's is asked for; p = p − rate · d.
 */
public final class Sgd implements Optimizer {
  private final StatefulParameters parameters;
  private final Settings settings;
  private double learningRate;

  /** Nesterov's form needs a momentum > 0. */
  public record Settings(
      double learningRate, double momentum, boolean nesterov, double weightDecay) {
    public Settings {
      Check.nonNegative("learningRate", learningRate);
      Check.nonNegative("momentum", momentum);
      Check.nonNegative("weightDecay", weightDecay);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("momentum must be > 0 with nesterov, got 0.0");
      }
    }

    /** Plain gradient descent. */
    public static Settings of(double learningRate) {
      return new Settings(learningRate, 0, false, 0);
    }
  }

  /** An optimiser of {@code parameters}, which it changes in place. */
  public Sgd(Map<String, Tensor> parameters, Settings settings) {
    this.parameters = new StatefulParameters("SGD", parameters);
    this.settings = settings;
    this.learningRate = settings.learningRate();
    if (settings.momentum() > 0) {
      try (TensorScope scope = new TensorScope()) {
        // A buffer of zeros makes the first one equal to the first gradient.
        parameters.forEach(
            (name, parameter) ->
                this.parameters.remember(buffer(name), torch.zeros_like(parameter.detach())));
      }
    }
  }

  @Override
  public void step() {
    parameters.update(this::step);
  }

  private void step(String name, Tensor parameter, Tensor gradient) {
    Tensor direction =
        settings.weightDecay() == 0
            ? gradient
            : gradient.add(parameter, new Scalar(settings.weightDecay()));
    if (settings.momentum() > 0) {
      Scalar momentum = new Scalar(settings.momentum());
      Tensor buffer = parameters.remembered(buffer(name));
      buffer.mul_(momentum).add_(direction);
      direction = settings.nesterov() ? direction.add(buffer, momentum) : buffer;
    }
    parameter.add_(direction, new Scalar(-learningRate));
  }

  private static String buffer(String parameter) {
    return parameter + ".momentum_buffer";
  }

  @Override
  public void zeroGradients() {
    parameters.removeGradients();
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public void setLearningRate(double learningRate) {
    this.learningRate = Check.nonNegative("learningRate", learningRate);
  }

  @Override
  public Map<String, Tensor> state() {
    return parameters.state();
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    parameters.load(saved);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
