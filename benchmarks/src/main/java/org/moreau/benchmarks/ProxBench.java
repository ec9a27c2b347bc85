package org.moreau.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.bench.Bench;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchReport;
import org.moreau.cli.bench.BenchRow;
import org.moreau.engine.TensorScope;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.SmoothFunction;

/**
 * Every proximal map against a copy of its argument, float32: the map itself, and, where the
 * function is smooth, the generic solver given nothing but the function's value. Columns:
 * nanoseconds per entry of the map, and of the map with its gradient in x.
 */
public final class ProxBench implements Bench {
  private static final String OWN = "prox";
  private static final String SOLVER = "solver";
  private static final double STEP = 0.5;
  private static final double ERROR_BOUND = 1e-4;

  /** Made by ServiceLoader. */
  public ProxBench() {}

  @Override
  public String name() {
    return "prox";
  }

  @Override
  public String title() {
    return "Every proximal map against a copy of the tensor and the generic solver, float32";
  }

  @Override
  public List<String> cases() {
    return OperatorCases.all().stream().map(OperatorCase::name).toList();
  }

  @Override
  public List<String> methods() {
    return List.of(OWN, SOLVER);
  }

  @Override
  public BenchReport run(BenchOptions options) {
    List<BenchRow> rows = new ArrayList<>();
    for (OperatorCase c : OperatorCases.all()) {
      if (options.includesCase(c.name())) {
        rows.addAll(rows(c, options));
      }
    }
    return new BenchReport(rows);
  }

  private static List<BenchRow> rows(OperatorCase c, BenchOptions options) {
    List<BenchRow> rows = new ArrayList<>();
    try (TensorScope scope = new TensorScope()) {
      Tensor x = c.x().to(options.device(), ScalarType.Float);
      ProximalOperator operator = c.make().get();
      SmoothFunction solver = solver(c, operator);
      Tensor exact = exact(c, operator, solver);
      if (options.includesMethod(OWN) && !options.stop().requested()) {
        rows.add(row(c, OWN, operator, x, exact, options));
      }
      if (solver != null && options.includesMethod(SOLVER) && !options.stop().requested()) {
        rows.add(row(c, SOLVER, solver, x, exact, options));
      }
    }
    return rows;
  }

  private static @Nullable SmoothFunction solver(OperatorCase c, ProximalOperator operator) {
    return c.start() == null ? null : SmoothFunction.convex(operator::value).startingAt(c.start());
  }

  /** In float64: by the generic solver where there is one, else by the map itself. */
  private static Tensor exact(
      OperatorCase c, ProximalOperator operator, @Nullable SmoothFunction solver) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor x = c.x().to(new Device("cpu"), ScalarType.Double);
      return (solver == null ? operator : solver).prox(x, STEP);
    }
  }

  private static BenchRow row(
      OperatorCase c,
      String method,
      ProximalOperator operator,
      Tensor x,
      Tensor exact,
      BenchOptions options) {
    double error = error(operator, x, exact);
    Alternation map = Alternation.of(() -> map(operator, x), () -> copy(x), options.stop());
    Alternation gradient =
        Alternation.of(() -> gradient(operator, x), () -> copy(x), options.stop());
    Map<String, Double> extra = new LinkedHashMap<>();
    extra.put("ns_per_entry", 1e6 * map.ms() / x.numel());
    extra.put("copy_ns_per_entry", 1e6 * map.baselineMs() / x.numel());
    extra.put("with_gradient_ns_per_entry", 1e6 * gradient.ms() / x.numel());
    return new BenchRow(
        c.name(), method, "copy", map.ms(), map.baselineMs(), error, ERROR_BOUND, extra);
  }

  private static double error(ProximalOperator operator, Tensor x, Tensor exact) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor y = operator.prox(x, STEP).to(new Device("cpu"), ScalarType.Double);
      return y.sub(exact).norm().item_double() / exact.norm().item_double();
    }
  }

  private static void map(ProximalOperator operator, Tensor x) {
    try (TensorScope scope = new TensorScope();
        NoGradGuard guard = new NoGradGuard()) {
      wait(operator.prox(x, STEP));
    }
  }

  private static void gradient(ProximalOperator operator, Tensor x) {
    try (TensorScope scope = new TensorScope()) {
      Tensor leaf = x.detach();
      leaf.set_requires_grad(true);
      operator.prox(leaf, STEP).sum().backward();
      wait(leaf.grad());
    }
  }

  private static void copy(Tensor x) {
    try (TensorScope scope = new TensorScope()) {
      wait(x.clone());
    }
  }

  /** A GPU has finished once one of its numbers is here. */
  private static void wait(Tensor result) {
    result.view(-1).narrow(0, 0, 1).item_float();
  }
}
