package org.moreau.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.cli.bench.Bench;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchReport;
import org.moreau.cli.bench.BenchRow;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.TensorScope;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.model.Vgg19;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathNorm;
import org.moreau.pathprox.PathProx;

/**
 * A training step of the paper's networks with PathProx, and ones with weight decay in the
 * optimiser, as PyTorch has it, and as a term of the loss, as the studies have it, against one of
 * plain gradient descent.
 */
public final class PathProxBench implements Bench {
  private static final double ERROR_BOUND = 1e-5;
  private static final double RATE = 0.1;
  private static final double LAMBDA = 1e-3;
  private static final double STILL = 1e-6; // a rate at which all timed steps are alike
  private static final String BASELINE = "sgd";
  private static final String WEIGHT_DECAY = "weight-decay";
  private static final String WEIGHT_DECAY_TERM = "weight-decay-term";
  private static final String PATHPROX = "pathprox";
  private static final List<String> METHODS = List.of(WEIGHT_DECAY, WEIGHT_DECAY_TERM, PATHPROX);

  /** A network of the paper and its batches. */
  private enum Case {
    MLP_3_400_FACTORISED("mlp-3-400-factorised", 200, 1, 28) {
      @Override
      Network network() {
        return Mlp.factorised(28 * 28, 400, 3, 10);
      }
    },
    MLP_6_400("mlp-6-400", 200, 1, 28) {
      @Override
      Network network() {
        return new Mlp(List.of(28 * 28, 400, 400, 400, 400, 400, 10));
      }
    },
    VGG19("vgg19", 128, 3, 32) {
      @Override
      Network network() {
        return new Vgg19(10);
      }
    };

    final String key;
    final int batch;
    final int channels;
    final int side;

    Case(String key, int batch, int channels, int side) {
      this.key = key;
      this.batch = batch;
      this.channels = channels;
      this.side = side;
    }

    abstract Network network();
  }

  /** Made by ServiceLoader. */
  public PathProxBench() {}

  @Override
  public String name() {
    return "pathprox";
  }

  @Override
  public String title() {
    return "PathProx and weight decay against plain gradient descent, float32";
  }

  @Override
  public List<String> cases() {
    return Stream.of(Case.values()).map(c -> c.key).toList();
  }

  @Override
  public List<String> methods() {
    return METHODS;
  }

  @Override
  public BenchReport run(BenchOptions options) {
    List<BenchRow> rows = new ArrayList<>();
    for (Case c : Case.values()) {
      for (String method : METHODS) {
        if (options.includesCase(c.key)
            && options.includesMethod(method)
            && !options.stop().requested()) {
          rows.add(row(c, method, options));
        }
      }
    }
    return new BenchReport(rows);
  }

  private static BenchRow row(Case c, String method, BenchOptions options) {
    try (TensorScope scope = new TensorScope()) {
      ImageStep batch = ImageStep.random(c.batch, c.channels, c.side, options.device());
      Double error = method.equals(PATHPROX) ? error(c, options) : null;
      Network network = ImageStep.seeded(c::network);
      Network baseline = ImageStep.seeded(c::network);
      network.to(options.device(), ScalarType.Float, false);
      baseline.to(options.device(), ScalarType.Float, false);
      UnaryOperator<Tensor> objective = objective(method, network, batch);
      Alternation steps;
      try (Optimizer optimizer = optimizer(method, network, batch, STILL);
          Optimizer plain = optimizer(BASELINE, baseline, batch, STILL)) {
        steps =
            Alternation.of(
                () -> batch.run(network, optimizer, objective),
                () -> batch.run(baseline, plain),
                options.stop());
      }
      return new BenchRow(
          c.key, method, BASELINE, steps.ms(), steps.baselineMs(), error, ERROR_BOUND, Map.of());
    }
  }

  private static Optimizer optimizer(String method, Network network, ImageStep batch, double rate) {
    double decay = method.equals(WEIGHT_DECAY) ? LAMBDA : 0;
    Optimizer sgd =
        new Sgd(ModelState.of(network).parameters(), new Sgd.Settings(rate, 0, false, decay));
    return method.equals(PATHPROX)
        ? new PathProx(sgd, couplings(network, batch), PathProx.Settings.of(LAMBDA))
        : sgd;
  }

  private static UnaryOperator<Tensor> objective(String method, Network network, ImageStep batch) {
    if (!method.equals(WEIGHT_DECAY_TERM)) {
      return loss -> loss;
    }
    PathNorm norm = new PathNorm(couplings(network, batch));
    Scalar lambda = new Scalar(LAMBDA);
    return loss -> loss.add(norm.squares(), lambda);
  }

  private static Couplings couplings(Network network, ImageStep batch) {
    return Couplings.find(
        network, ((ImageClassifier) network)::logits, batch.images().narrow(0, 0, 4));
  }

  /**
   * The largest relative error of a parameter after a step, against the plain rule in float64 with
   * the same gradients.
   */
  private static double error(Case c, BenchOptions options) {
    Network network = ImageStep.seeded(c::network);
    network.to(options.device(), ScalarType.Float, false);
    ImageStep few = ImageStep.random(8, c.channels, c.side, options.device());
    Couplings couplings = couplings(network, few);
    Map<String, Tensor> exact = NamedTensors.copy(ModelState.of(network).parameters());
    exact.replaceAll((name, t) -> t.to(ScalarType.Double).set_requires_grad(true));
    few.loss(network, ScalarType.Float).backward();
    Map<String, Tensor> parameters = ModelState.of(network).parameters();
    parameters.forEach(
        (name, t) ->
            NamedTensors.get(exact, name).mutable_grad().put(t.grad().to(ScalarType.Double)));
    List<String> others =
        couplings.rest().keySet().stream().map(layer -> layer + ".weight").toList();

    new PlainPathProx(exact, couplings.all()).step(RATE, LAMBDA, others);
    try (Optimizer optimizer = optimizer(PATHPROX, network, few, RATE)) {
      optimizer.step();
    }

    double worst = 0;
    for (Map.Entry<String, Tensor> entry : parameters.entrySet()) {
      Tensor expected = NamedTensors.get(exact, entry.getKey());
      Tensor difference = entry.getValue().to(ScalarType.Double).sub(expected);
      worst = Math.max(worst, difference.norm().item_double() / expected.norm().item_double());
    }
    return worst;
  }
}
