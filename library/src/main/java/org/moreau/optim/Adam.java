package org.moreau.optim;

import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;

/**
 * Adam with the weight decay added to the gradient g, as PyTorch's: m = β₁m + (1−β₁)g, v = β₂v +
 * (1−β₂)g², p = p − rate · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε), where t counts the steps of p.
 *
 * <p>Source: Kingma and Ba, Adam (2015), algorithm 1.
 */
public final class Adam implements Optimizer {
  private final StatefulParameters parameters;
  private final Settings settings;
  private double learningRate;

  /** The usual choice is {@link #of(double)}: β 0.9 and 0.999, ε 1e-8, no weight decay. */
  public record Settings(
      double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
    public Settings {
      Check.nonNegative("learningRate", learningRate);
      requireDecay("beta1", beta1);
      requireDecay("beta2", beta2);
      Check.nonNegative("epsilon", epsilon);
      Check.nonNegative("weightDecay", weightDecay);
    }

    /** PyTorch's defaults with this learning rate. */
    public static Settings of(double learningRate) {
      return new Settings(learningRate, 0.9, 0.999, 1e-8, 0);
    }

    /** The same with another weight decay. */
    public Settings withWeightDecay(double weightDecay) {
      return new Settings(learningRate, beta1, beta2, epsilon, weightDecay);
    }

    private static void requireDecay(String name, double value) {
      if (!(value >= 0 && value < 1)) {
        throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
      }
    }
  }

  /** An optimiser of {@code parameters}, which it changes in place. */
  public Adam(Map<String, Tensor> parameters, Settings settings) {
    this.parameters = new StatefulParameters("Adam", parameters);
    this.settings = settings;
    this.learningRate = settings.learningRate();
    try (TensorScope scope = new TensorScope()) {
      // PyTorch counts in float32, which stops counting at 2^24.
      Tensor none = torch.zeros(new long[0], new TensorOptions(ScalarType.Double));
      parameters.forEach(
          (name, parameter) -> {
            Tensor zeros = torch.zeros_like(parameter.detach());
            this.parameters.remember(name + ".exp_avg", zeros);
            this.parameters.remember(name + ".exp_avg_sq", zeros);
            this.parameters.remember(name + ".step", none);
          });
    }
  }

  @Override
  public void step() {
    parameters.update(this::step);
  }

  private void step(String name, Tensor parameter, Tensor gradient) {
    Tensor mean = parameters.remembered(name + ".exp_avg");
    Tensor square = parameters.remembered(name + ".exp_avg_sq");
    double count = parameters.remembered(name + ".step").add_(new Scalar(1.0)).item_double();
    Tensor g =
        settings.weightDecay() == 0
            ? gradient
            : gradient.add(parameter, new Scalar(settings.weightDecay()));
    mean.lerp_(g, new Scalar(1 - settings.beta1()));
    square.mul_(new Scalar(settings.beta2())).addcmul_(g, g, new Scalar(1 - settings.beta2()));
    double correction1 = 1 - Math.pow(settings.beta1(), count);
    double correction2 = Math.sqrt(1 - Math.pow(settings.beta2(), count));
    Tensor denominator =
        square.sqrt().div_(new Scalar(correction2)).add_(new Scalar(settings.epsilon()));
    parameter.addcdiv_(mean, denominator, new Scalar(-learningRate / correction1));
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
