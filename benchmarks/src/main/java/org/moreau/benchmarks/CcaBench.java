package org.moreau.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.cli.bench.Bench;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchReport;
import org.moreau.cli.bench.BenchRow;
import org.moreau.engine.NpyFile;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.multiview.CanonicalCorrelation;
import org.moreau.multiview.CcaProximalLayer;
import org.moreau.multiview.CorrelationProx;
import org.moreau.multiview.ProximalSettings;
import org.moreau.multiview.ProximalViews;
import org.moreau.multiview.SolveReport;

/**
 * Forward and backward of the CCA proximal layer against the published algorithm in the same
 * process: L-BFGS over all entries to its default tolerances, central differences for the gradient.
 * float64. Where n is 100, views and cotangents are stored ones; elsewhere they are random normal,
 * the second view half a turn of the first.
 */
public final class CcaBench implements Bench {
  private static final int WIDTH = 20;
  private static final String METHOD = "cca-prox";
  private static final String BASELINE = "published";
  private static final double EXACT = 1e-13;

  /**
   * A batch.
   *
   * @param stored the folder of stored arrays, or empty
   * @param hasProduct whether the stored gradient is that of this lambda
   */
  private record Case(
      String key, int n, double lambda, String stored, boolean hasProduct, double errorBound) {}

  private static final List<Case> CASES =
      List.of(
          new Case("n100-d20-l0.1", 100, 0.1, "l0.1", true, 1e-5),
          new Case("n100-d20-l10", 100, 10, "l10", true, 1e-6),
          new Case("n100-d20-l100", 100, 100, "l10", false, 1e-6),
          new Case("n1000-d20-l10", 1000, 10, "", false, 1e-6),
          new Case("n32000-d20-l10", 32_000, 10, "", false, 1e-6));

  /** The views, the cotangents of both, and the exact gradient. */
  private record Batch(Tensor x, Tensor y, Tensor p, Tensor q, Tensor gradient) {}

  /** Made by ServiceLoader. */
  public CcaBench() {}

  @Override
  public String name() {
    return "cca";
  }

  @Override
  public String title() {
    return "the CCA proximal layer against L-BFGS with central differences, float64";
  }

  @Override
  public List<String> cases() {
    return CASES.stream().map(Case::key).toList();
  }

  @Override
  public List<String> methods() {
    return List.of(METHOD);
  }

  @Override
  public BenchReport run(BenchOptions options) throws IOException {
    List<BenchRow> rows = new ArrayList<>();
    for (Case c : CASES) {
      if (options.includesCase(c.key)
          && options.includesMethod(METHOD)
          && !options.stop().requested()) {
        rows.add(row(c, options));
      }
    }
    return new BenchReport(rows);
  }

  private static BenchRow row(Case c, BenchOptions options) throws IOException {
    try (TensorScope scope = new TensorScope()) {
      Batch batch = batch(c);
      CcaProximalLayer layer =
          new CcaProximalLayer(CanonicalCorrelation.all(), ProximalSettings.lambda(c.lambda));
      TensorVector gradients = ours(layer, batch);
      double error = error(joined(gradients.get(0), gradients.get(1)), batch.gradient);
      SolveReport report = Objects.requireNonNull(layer.report());

      PlainCcaProx plain = new PlainCcaProx(c.n, WIDTH, c.lambda);
      double[] input = TensorData.doubles(joined(batch.x, batch.y));
      double[] cotangent = TensorData.doubles(joined(batch.p, batch.q));
      plain.of(input);
      int evaluations = plain.evaluations();
      double[] product = plain.product(input, cotangent);
      double plainError = error(TensorData.of(product, c.n, 2 * WIDTH), batch.gradient);

      Alternation times =
          Alternation.of(
              () -> {
                try (TensorScope turn = new TensorScope()) {
                  ours(layer, batch);
                }
              },
              () -> {
                plain.of(input);
                plain.product(input, cotangent);
              },
              options.stop());
      Map<String, Double> extra = new LinkedHashMap<>();
      extra.put("evaluations", (double) report.evaluations());
      extra.put("products", (double) report.products());
      extra.put("backward_products", (double) report.backward().iterations());
      extra.put("baseline_evaluations", (double) evaluations);
      Alternation evaluation = evaluation(c, batch, input, options);
      extra.put("baseline_ms_per_evaluation", evaluation.baselineMs());
      extra.put("ms_per_evaluation", evaluation.ms());
      extra.put("baseline_error", plainError);
      return new BenchRow(
          c.key, METHOD, BASELINE, times.ms(), times.baselineMs(), error, c.errorBound, extra);
    }
  }

  /**
   * Of the same objective at the same place: ours is a solve that is content with where it starts,
   * so that joining the views and their Gram matrix are in it too.
   */
  private static Alternation evaluation(Case c, Batch batch, double[] input, BenchOptions options) {
    CorrelationProx start = new CorrelationProx(CanonicalCorrelation.all(), Double.MAX_VALUE, 1);
    PlainCcaProx plain = new PlainCcaProx(c.n, WIDTH, c.lambda);
    double[] gradient = new double[input.length];
    return Alternation.of(
        () -> {
          try (TensorScope turn = new TensorScope()) {
            start.of(List.of(batch.x, batch.y), c.lambda);
          }
        },
        () -> plain.evaluate(input, input, gradient),
        options.stop());
  }

  /** The gradient of each view. */
  private static TensorVector ours(CcaProximalLayer layer, Batch batch) {
    Tensor x = batch.x.detach().set_requires_grad(true);
    Tensor y = batch.y.detach().set_requires_grad(true);
    CcaProximalLayer.Pair images = layer.forward(x, y);
    return torch.grad(
        new TensorVector(images.first(), images.second()),
        new TensorVector(x, y),
        new TensorVector(batch.p, batch.q),
        new BoolOptional(false),
        false,
        false);
  }

  private static Batch batch(Case c) throws IOException {
    Tensor x;
    Tensor y;
    Tensor p;
    Tensor q;
    if (c.stored.isEmpty()) {
      Seeds.torch(c.n, "cca bench");
      x = torch.randn(c.n, WIDTH).to(ScalarType.Double);
      Tensor turn = torch.randn(WIDTH, WIDTH).to(ScalarType.Double);
      y =
          x.mm(turn)
              .mul(new Scalar(0.5 / Math.sqrt(WIDTH)))
              .add(torch.randn(c.n, WIDTH).to(ScalarType.Double));
      p = torch.randn(c.n, WIDTH).to(ScalarType.Double);
      q = torch.randn(c.n, WIDTH).to(ScalarType.Double);
    } else {
      x = stored(c, "X");
      y = stored(c, "Y");
      p = stored(c, "gradP_cotangent");
      q = stored(c, "gradQ_cotangent");
    }
    if (c.hasProduct) {
      return new Batch(x, y, p, q, joined(stored(c, "vjpX"), stored(c, "vjpY")));
    }
    ProximalViews exact =
        new CorrelationProx(CanonicalCorrelation.all(), EXACT, 1000).of(List.of(x, y), c.lambda);
    List<Tensor> product = exact.product(List.of(p, q));
    return new Batch(x, y, p, q, joined(product.get(0), product.get(1)));
  }

  private static Tensor stored(Case c, String name) throws IOException {
    String place = "/cca/" + c.stored + "/" + name + ".npy";
    try (InputStream in = Objects.requireNonNull(CcaBench.class.getResourceAsStream(place))) {
      return NpyFile.read(place, in);
    }
  }

  private static Tensor joined(Tensor first, Tensor second) {
    return torch.cat(new TensorVector(first, second), 1);
  }

  private static double error(Tensor actual, Tensor expected) {
    return actual.sub(expected).norm().item_double() / expected.norm().item_double();
  }
}
