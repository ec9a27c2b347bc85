package org.moreau.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.cli.bench.Bench;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchReport;
import org.moreau.cli.bench.BenchRow;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.model.ModelState;
import org.moreau.model.SequenceClassifier;
import org.moreau.optim.Adam;
import org.moreau.recurrent.Gru;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxGru;
import org.moreau.recurrent.ProxLstm;
import org.moreau.recurrent.SequenceLayer;

/**
 * A training step of the paper's classifier with a ProxLSTM or ProxGRU against one with libtorch's
 * LSTM or GRU: zero gradients, forward, backward, Adam. The column layer_ratio compares the
 * recurrent layers alone, forward and backward.
 */
public final class ProxLstmBench implements Bench {
  private static final double R = 0.1;
  private static final double ERROR_BOUND = 1e-4;
  private static final long SEED = 1;

  /** Sizes, and whether the plain forms, hundreds of times slower, are benched at them. */
  private record Case(
      String name, int batch, int steps, SequenceClassifier.Sizes sizes, boolean plain) {}

  private static final List<Case> CASES =
      List.of(
          new Case("jv", 32, 29, new SequenceClassifier.Sizes(12, 32, 3, 64, 9), true),
          new Case("har", 64, 128, new SequenceClassifier.Sizes(9, 64, 8, 128, 6), true),
          new Case("ad", 64, 93, new SequenceClassifier.Sizes(13, 64, 3, 64, 10), true),
          new Case("ad-b256", 256, 93, new SequenceClassifier.Sizes(13, 64, 3, 64, 10), false),
          new Case("ad-t512", 64, 512, new SequenceClassifier.Sizes(13, 64, 3, 64, 10), false));

  private enum Cell {
    LSTM("lstm") {
      @Override
      SequenceClassifier baseline(SequenceClassifier.Sizes sizes) {
        return new SequenceClassifier(sizes, new Lstm(sizes.filters(), sizes.hidden()));
      }

      @Override
      SequenceClassifier plain(SequenceClassifier.Sizes sizes, double r) {
        return new SequenceClassifier(sizes, PlainCell.lstm(sizes.filters(), sizes.hidden(), r));
      }

      @Override
      SequenceClassifier proximal(SequenceClassifier.Sizes sizes) {
        return new SequenceClassifier(
            sizes, new ProxLstm(sizes.filters(), sizes.hidden(), Math.sqrt(R), 1));
      }
    },
    GRU("gru") {
      @Override
      SequenceClassifier baseline(SequenceClassifier.Sizes sizes) {
        return new SequenceClassifier(sizes, new Gru(sizes.filters(), sizes.hidden()));
      }

      @Override
      SequenceClassifier plain(SequenceClassifier.Sizes sizes, double r) {
        return new SequenceClassifier(sizes, PlainCell.gru(sizes.filters(), sizes.hidden(), r));
      }

      @Override
      SequenceClassifier proximal(SequenceClassifier.Sizes sizes) {
        return new SequenceClassifier(
            sizes, new ProxGru(sizes.filters(), sizes.hidden(), Math.sqrt(R), 1));
      }
    };

    final String key;

    Cell(String key) {
      this.key = key;
    }

    /** With libtorch's own layer. */
    abstract SequenceClassifier baseline(SequenceClassifier.Sizes sizes);

    abstract SequenceClassifier plain(SequenceClassifier.Sizes sizes, double r);

    abstract SequenceClassifier proximal(SequenceClassifier.Sizes sizes);
  }

  private enum Method {
    PROX_LSTM("prox-lstm", Cell.LSTM, R, false),
    PROX_GRU("prox-gru", Cell.GRU, R, false),
    PLAIN_PROX_LSTM("prox-lstm-plain", Cell.LSTM, R, true),
    LSTM_LOOP("lstm-loop", Cell.LSTM, 0, true);

    final String key;
    final Cell cell;
    final double r;
    final boolean plain;

    Method(String key, Cell cell, double r, boolean plain) {
      this.key = key;
      this.cell = cell;
      this.r = r;
      this.plain = plain;
    }

    SequenceClassifier model(SequenceClassifier.Sizes sizes) {
      return plain ? cell.plain(sizes, r) : cell.proximal(sizes);
    }
  }

  /** Made by ServiceLoader. */
  public ProxLstmBench() {}

  @Override
  public String name() {
    return "proxlstm";
  }

  @Override
  public String title() {
    return "ProxLSTM's and ProxGRU's training steps against libtorch's layers, r = 0.1, float32";
  }

  @Override
  public List<String> cases() {
    return CASES.stream().map(Case::name).toList();
  }

  @Override
  public List<String> methods() {
    List<String> keys = new ArrayList<>();
    for (Method method : Method.values()) {
      keys.add(method.key);
    }
    return keys;
  }

  @Override
  public BenchReport run(BenchOptions options) {
    List<BenchRow> rows = new ArrayList<>();
    for (Case c : CASES) {
      for (Method method : Method.values()) {
        if ((c.plain || !method.plain)
            && options.includesCase(c.name)
            && options.includesMethod(method.key)
            && !options.stop().requested()) {
          rows.add(row(c, method, options));
        }
      }
    }
    return new BenchReport(rows);
  }

  private static BenchRow row(Case c, Method method, BenchOptions options) {
    try (TensorScope scope = new TensorScope()) {
      Batch batch = Batch.random(c, options.device());
      SequenceClassifier model = seeded(() -> method.model(c.sizes));
      double error = error(c, method, model, batch);
      SequenceClassifier baseline = seeded(() -> method.cell.baseline(c.sizes));
      model.to(options.device(), ScalarType.Float, false);
      baseline.to(options.device(), ScalarType.Float, false);
      Alternation layers =
          Alternation.of(
              () -> pass(model.layer(), batch.encoded),
              () -> pass(baseline.layer(), batch.encoded),
              options.stop());
      Alternation steps;
      try (Adam optimizer = adam(model);
          Adam baselineOptimizer = adam(baseline)) {
        steps =
            Alternation.of(
                () -> step(model, optimizer, batch),
                () -> step(baseline, baselineOptimizer, batch),
                options.stop());
      }
      Map<String, Double> extra = new LinkedHashMap<>();
      extra.put("layer_ratio", layers.ms() / layers.baselineMs());
      extra.put("layer_ms_per_time_step", layers.ms() / c.steps);
      return new BenchRow(
          c.name,
          method.key,
          method.cell.key,
          steps.ms(),
          steps.baselineMs(),
          error,
          ERROR_BOUND,
          extra);
    }
  }

  /** The largest relative error of a parameter's gradient, against the plain definition. */
  private static double error(Case c, Method method, SequenceClassifier model, Batch batch) {
    SequenceClassifier exact = method.cell.plain(c.sizes, method.r);
    Map<String, Tensor> parameters = ModelState.of(model).parameters();
    ModelState.of(exact).load("the benched model", parameters);
    exact.to(ScalarType.Double, false);
    Device cpu = new Device("cpu");
    batch.loss(model, cpu, ScalarType.Float).backward();
    batch.loss(exact, cpu, ScalarType.Double).backward();
    Map<String, Tensor> expected = ModelState.of(exact).parameters();
    double worst = 0;
    for (Map.Entry<String, Tensor> entry : parameters.entrySet()) {
      Tensor reference = NamedTensors.get(expected, entry.getKey()).grad();
      Tensor difference = entry.getValue().grad().to(ScalarType.Double).sub(reference);
      worst = Math.max(worst, difference.norm().item_double() / reference.norm().item_double());
    }
    return worst;
  }

  private static void step(SequenceClassifier model, Adam optimizer, Batch batch) {
    try (TensorScope scope = new TensorScope()) {
      optimizer.zeroGradients();
      Tensor loss = torch.cross_entropy(model.logits(batch.frames, batch.lengths), batch.labels);
      loss.backward();
      optimizer.step();
      loss.item_float(); // as a training loop does; it also waits for a GPU
    }
  }

  private static void pass(SequenceLayer layer, Tensor encoded) {
    try (TensorScope scope = new TensorScope()) {
      Tensor sum = layer.forward(encoded).hidden().sum();
      sum.backward();
      sum.item_float();
    }
  }

  private static Adam adam(Module model) {
    return new Adam(
        ModelState.of(model).parameters(), Adam.Settings.of(1e-3).withWeightDecay(1e-4));
  }

  private static SequenceClassifier seeded(java.util.function.Supplier<SequenceClassifier> make) {
    Seeds.torch(SEED, "bench", "parameters");
    return make.get();
  }

  /** Random sequences of full length, and what the layer alone is timed on. */
  private record Batch(Tensor frames, Tensor lengths, Tensor labels, Tensor encoded) {
    static Batch random(Case c, Device device) {
      Seeds.torch(SEED, "bench", "data");
      Tensor frames = torch.randn(c.batch, c.sizes.features(), c.steps);
      Tensor encoded =
          torch.randn(c.steps, c.batch, c.sizes.filters()).to(device, ScalarType.Float);
      encoded.set_requires_grad(true);
      Tensor lengths =
          torch.full(new long[] {c.batch}, new org.bytedeco.pytorch.Scalar((long) c.steps));
      Tensor labels = torch.randint(c.sizes.classes(), new long[] {c.batch});
      return new Batch(
          frames.to(device, ScalarType.Float),
          lengths.to(device, ScalarType.Long),
          labels.to(device, ScalarType.Long),
          encoded);
    }

    Tensor loss(SequenceClassifier model, Device device, ScalarType type) {
      return torch.cross_entropy(
          model.logits(frames.to(device, type), lengths.to(device, ScalarType.Long)),
          labels.to(device, ScalarType.Long));
    }
  }
}
