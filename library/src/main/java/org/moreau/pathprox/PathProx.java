package org.moreau.pathprox;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;
import org.moreau.optim.ForwardingOptimizer;
import org.moreau.optim.Optimizer;

/**
 * Weight decay λ/2 |θ|² of a network with homogeneous units, by the proximal map of what it amounts
 * to there, λ Σ_k |w_k||v_k|: a step of another optimiser on the loss; then the couplings of a
 * chain are balanced; then w_k = w_k/|w_k|, the unit's bias likewise, and v_k = max(1 − rate ·
 * λ/|v_k|, 0) v_k. The other weights have λ θ added to their gradient.
 *
 * <p>Balancing multiplies the output weights of the couplings of a chain by factors c_1, c_2, ...
 * of product 1 that make their path norms equal, and each bias by the product of those before it:
 * the function stays. It changes where w_k is normalised, unless that is to be transferred.
 *
 * <p>A unit with w_k = 0 keeps w_k and its bias.
 *
 * <p>Cost: two readings and one writing of the weights. Source: PathProx, algorithm 1.
 */
public final class PathProx extends ForwardingOptimizer {
  private final Couplings couplings;
  private final Settings settings;
  private final Map<String, Tensor> others;

  /**
   * The variants of the algorithm.
   *
   * @param lambda λ >= 0
   * @param balance whether couplings are balanced
   * @param biases whether a unit's bias counts as an input weight, and the other biases decay
   * @param transfer whether |w_k| goes into v_k where w_k is normalised, so that the function stays
   */
  public record Settings(double lambda, boolean balance, boolean biases, boolean transfer) {
    public Settings {
      Check.nonNegative("lambda", lambda);
      if (balance && biases) {
        throw new IllegalArgumentException(
            "balance must be false with biases, since balancing changes their share");
      }
    }

    /** The paper's algorithm. */
    public static Settings of(double lambda) {
      return new Settings(lambda, true, false, false);
    }
  }

  /**
   * PathProx for the network of {@code couplings}.
   *
   * @param lossStep the optimiser of the loss, of all the network's parameters, without weight
   *     decay; it is closed with this one
   */
  public PathProx(Optimizer lossStep, Couplings couplings, Settings settings) {
    super(lossStep);
    this.couplings = couplings;
    this.settings = settings;
    try (TensorScope scope = new TensorScope()) {
      others = NamedTensors.own(OtherWeights.of(couplings, settings.biases));
    }
  }

  /**
   * One step of the optimiser and of the proximal map.
   *
   * @throws ArithmeticException if all units of a coupling are zero, before the step or after it,
   *     or a coupled weight is not finite after the step on the loss
   */
  @Override
  public void step() {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      others.values().forEach(this::decay);
      inner().step();
      couplings.units().forEach(this::regularise);
    }
  }

  private void decay(Tensor weight) {
    Tensor gradient = weight.grad();
    if (gradient.defined()) {
      gradient.add_(weight, new Scalar(settings.lambda));
    }
  }

  private void regularise(List<CoupledUnits> chain) {
    List<Norms> norms = chain.stream().map(units -> Norms.of(units, settings.biases)).toList();
    double rate = learningRate();
    double[] pathNorms = norms.stream().mapToDouble(own -> own.pathNorm(rate)).toArray();
    Balance balance = settings.balance ? Balance.of(pathNorms) : Balance.none(chain.size());
    for (int l = 0; l < chain.size(); l++) {
      regularise(chain.get(l), norms.get(l), balance, l);
    }
  }

  private void regularise(CoupledUnits units, Norms norms, Balance balance, int place) {
    Tensor reciprocals = norms.tensor(norms.reciprocals());
    units.inputWeights().mul_(reciprocals.unsqueeze(1));
    Tensor bias = units.inputBias();
    if (bias != null) {
      bias.mul_(reciprocals.mul_(new Scalar(balance.before(place))));
    }
    double threshold = settings.lambda * learningRate();
    double[] factors = norms.outputFactors(balance.own(place), threshold, settings.transfer);
    units.scaleOutputs(norms.tensor(factors));
    Tensor outputBias = units.outputBias();
    if (outputBias != null && balance.upTo(place) != 1) {
      outputBias.mul_(new Scalar(balance.upTo(place)));
    }
    if (norms.dies(factors)) {
      throw new ArithmeticException(
          "every unit of the coupling "
              + units.coupling()
              + " became zero, at lambda "
              + settings.lambda
              + " and the learning rate "
              + learningRate()
              + ": the network is a constant; make one of them smaller");
    }
  }

  @Override
  public void close() {
    NamedTensors.close(others);
    super.close();
  }
}
