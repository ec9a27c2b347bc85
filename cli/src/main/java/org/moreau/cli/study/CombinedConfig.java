package org.moreau.cli.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;

/** The settings of {@link CombinedStudy}; docs/studies says by which commands they were chosen. */
public record CombinedConfig(
    @Setting("methods to compare, all from the same start") List<String> methods,
    @Setting("filters of the convolution") int filters,
    @Setting("width of the convolution in frames") int kernel,
    @Setting("hidden units of the recurrent layer") int hidden,
    @Setting("hidden units of the head") int headUnits,
    @Setting("sequences in a batch") int batchSize,
    @Setting("learning rate of Adam, the same for all methods") double learningRate,
    @Setting("epochs of every method") int epochs,
    @Setting("size delta of the perturbation that ProxLSTM guards against; 0 for none")
        double delta,
    @Setting("weight lambda of staying near the state; only delta^2/lambda matters") double lambda,
    @Setting("step tau_theta of ProxProp's implicit steps; 0 for the gradient") double tauTheta,
    @Setting("weight lambda of the head's path norm, which PathProx makes small; 0 for none")
        double pathLambda,
    @Setting("step of the proximal layer, below which a feature becomes 0; 0 for no layer")
        double featureStep) {

  /** Checks what the parts that use them would refuse only later. */
  public CombinedConfig {
    methods = List.copyOf(methods);
    CombinedMethod.all(methods);
    Check.positive("filters", filters);
    Check.positive("kernel", kernel);
    Check.positive("hidden", hidden);
    Check.positive("head-units", headUnits);
    Check.positive("batch-size", batchSize);
    Check.positive("learning-rate", learningRate);
    Check.positive("epochs", epochs);
    Check.nonNegative("delta", delta);
    Check.positive("lambda", lambda);
    Check.nonNegative("delta^2/lambda", delta * delta / lambda);
    if (tauTheta != 0) {
      ImplicitMethod.requireTauTheta(tauTheta);
    }
    Check.nonNegative("path-lambda", pathLambda);
    Check.nonNegative("feature-step", featureStep);
  }

  /** The methods in the order of the setting. */
  List<CombinedMethod> all() {
    return CombinedMethod.all(methods);
  }

  /** The same with at most so many epochs. */
  CombinedConfig atMost(int epochs) {
    return new CombinedConfig(
        methods,
        filters,
        kernel,
        hidden,
        headUnits,
        batchSize,
        learningRate,
        Math.min(this.epochs, epochs),
        delta,
        lambda,
        tauTheta,
        pathLambda,
        featureStep);
  }

  /** All that the training of {@code method} depends on. */
  String description(CombinedMethod method) {
    StringBuilder text =
        new StringBuilder()
            .append("filters=" + filters + " kernel=" + kernel + " hidden=" + hidden)
            .append(" head-units=" + headUnits + " batch=" + batchSize)
            .append(" rate=" + learningRate + " epochs=" + epochs);
    if (method.has(CombinedMethod.PROX_LSTM)) {
      text.append(" delta=" + delta + " lambda=" + lambda);
    }
    if (method.has(CombinedMethod.PROX_PROP)) {
      text.append(" tau-theta=" + tauTheta);
    }
    if (method.has(CombinedMethod.PATHPROX)) {
      text.append(" path-lambda=" + pathLambda);
    }
    if (method.has(CombinedMethod.PROX_LAYER)) {
      text.append(" feature-step=" + featureStep);
    }
    return text.toString();
  }

  /** Settings that have no effect, and what they need. */
  Map<String, String> idle() {
    Map<String, String> idle = new LinkedHashMap<>();
    idle(idle, CombinedMethod.PROX_LSTM, "delta", "lambda");
    idle(idle, CombinedMethod.PROX_PROP, "tau-theta");
    idle(idle, CombinedMethod.PATHPROX, "path-lambda");
    idle(idle, CombinedMethod.PROX_LAYER, "feature-step");
    if (delta == 0) {
      idle.putIfAbsent("lambda", "delta > 0");
    }
    return idle;
  }

  private void idle(Map<String, String> idle, CombinedMethod part, String... keys) {
    if (all().stream().noneMatch(method -> method.has(part))) {
      for (String key : keys) {
        idle.put(key, CombinedMethod.needed(part));
      }
    }
  }
}
