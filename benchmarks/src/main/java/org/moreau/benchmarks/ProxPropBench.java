package org.moreau.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.cli.bench.Bench;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchReport;
import org.moreau.cli.bench.BenchRow;
import org.moreau.engine.TensorScope;
import org.moreau.layer.LinearLayer;
import org.moreau.layer.Network;
import org.moreau.model.ConvNet;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.optim.Adam;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;
import org.moreau.proxprop.ProxProp;
import org.moreau.proxprop.StepMode;

/**
 * A training step of the paper's networks with implicit steps against one with gradients: zero
 * gradients, forward, backward, the paper's optimiser. Batches of 500 random images in [0, 1] that
 * are smooth, as photographs are: 4 x 4 random numbers, enlarged.
 */
public final class ProxPropBench implements Bench {
  private static final int BATCH = 500;
  private static final double EXACT_ERROR_BOUND = 1e-4;
  private static final String BASELINE = "backprop";
  private static final List<String> METHODS =
      List.of("exact", "cg:3", "cg:5", "cg:10", "cg-published:3");

  /** A network of the paper, its τ_θ and its optimiser. */
  private enum Case {
    MLP("mlp", 0.05) {
      @Override
      Network network() {
        return new Mlp(List.of(3072, 4000, 1000, 4000, 10));
      }

      @Override
      Optimizer optimizer(Network network) {
        // So small a rate that the net stays where it is, and all timed steps are alike.
        return new Sgd(ModelState.of(network).parameters(), new Sgd.Settings(1e-6, 0.95, true, 0));
      }
    },
    CONVNET("convnet", 1) {
      @Override
      Network network() {
        return new ConvNet(ConvNet.Sizes.proxProp(2));
      }

      @Override
      Optimizer optimizer(Network network) {
        return new Adam(ModelState.of(network).parameters(), Adam.Settings.of(1e-6));
      }
    };

    final String key;
    final double tauTheta;

    Case(String key, double tauTheta) {
      this.key = key;
      this.tauTheta = tauTheta;
    }

    abstract Network network();

    abstract Optimizer optimizer(Network network);
  }

  /** Made by ServiceLoader. */
  public ProxPropBench() {}

  @Override
  public String name() {
    return "proxprop";
  }

  @Override
  public String title() {
    return "implicit steps against plain backpropagation, batch 500, float32";
  }

  @Override
  public List<String> cases() {
    List<String> keys = new ArrayList<>();
    for (Case c : Case.values()) {
      keys.add(c.key);
    }
    return keys;
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
      ProxProp implicit = new ProxProp(StepMode.parse(method), c.tauTheta);
      ImageStep batch = ImageStep.random(BATCH, 3, 32, options.device());
      Network network = ImageStep.seeded(c::network);
      Network baseline = ImageStep.seeded(c::network);
      double error = error(c, implicit, network, batch);
      network.to(options.device(), ScalarType.Float, false);
      baseline.to(options.device(), ScalarType.Float, false);
      implicit.on(network);
      Alternation steps;
      try (Optimizer optimizer = c.optimizer(network);
          Optimizer baselineOptimizer = c.optimizer(baseline)) {
        steps =
            Alternation.of(
                () -> batch.run(network, optimizer),
                () -> batch.run(baseline, baselineOptimizer),
                options.stop());
      }
      // Conjugate gradients amplify rounding with every step, in any precision: no bound for them.
      double bound = method.equals("exact") ? bound(c) : Double.POSITIVE_INFINITY;
      return new BenchRow(
          c.key, method, BASELINE, steps.ms(), steps.baselineMs(), error, bound, Map.of());
    }
  }

  private static double bound(Case c) {
    return c == Case.MLP ? EXACT_ERROR_BOUND : 10 * EXACT_ERROR_BOUND;
  }

  /**
   * The largest relative error of a parameter's direction against float64, given the inputs and
   * cotangents that the layers have in float32.
   */
  private static double error(Case c, ProxProp implicit, Network network, ImageStep batch) {
    network.to(batch.images().device(), ScalarType.Float, false);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    Map<String, Tensor> cotangents = new LinkedHashMap<>();
    network
        .linearLayers()
        .forEach(
            (name, layer) ->
                layer.rule(
                    (self, x) -> {
                      inputs.put(name, x.detach());
                      Tensor z = self.plainForward(x);
                      z.register_hook(new Recorder(name, cotangents));
                      return z;
                    }));
    batch.loss(network, ScalarType.Float).backward();
    Network exact = ImageStep.seeded(c::network);
    exact.to(ScalarType.Double, false);
    double worst = 0;
    for (String name : implicit.on(network).layers().keySet()) {
      implicit.on(exact);
      Tensor x = of(inputs, name);
      Tensor g = of(cotangents, name);
      Map<String, Tensor> actual = directions(of(network.linearLayers(), name), x, g);
      Map<String, Tensor> expected =
          directions(of(exact.linearLayers(), name), inDouble(x), inDouble(g));
      for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
        Tensor difference = inDouble(of(actual, entry.getKey())).sub(entry.getValue());
        worst =
            Math.max(
                worst, difference.norm().item_double() / entry.getValue().norm().item_double());
      }
    }
    return worst;
  }

  private static <T> T of(Map<String, T> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static Tensor inDouble(Tensor x) {
    return x.to(new Device("cpu"), ScalarType.Double);
  }

  private static final class Recorder extends VoidTensorHook {
    private final String name;
    private final Map<String, Tensor> cotangents;

    Recorder(String name, Map<String, Tensor> cotangents) {
      this.name = name;
      this.cotangents = cotangents;
    }

    @Override
    public void call(TensorBase gradient) {
      cotangents.put(name, new Tensor(gradient));
    }
  }

  private static Map<String, Tensor> directions(LinearLayer layer, Tensor x, Tensor g) {
    layer.linearParameters().values().forEach(parameter -> parameter.mutable_grad().reset());
    Tensor z =
        layer instanceof LinearImpl dense ? dense.forward(x) : ((Conv2dImpl) layer).forward(x);
    z.backward(g, null, false, null);
    Map<String, Tensor> directions = new LinkedHashMap<>();
    layer
        .linearParameters()
        .forEach((name, parameter) -> directions.put(name, parameter.grad().clone()));
    return directions;
  }
}
