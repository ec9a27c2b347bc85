package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.figure.Field;
import org.moreau.cli.figure.PlanePlot;
import org.moreau.data.DataFolders;
import org.moreau.data.LabelledPoints;
import org.moreau.data.TwoMoons;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.optim.Optimizer;
import org.moreau.optim.Sgd;
import org.moreau.pathprox.Couplings;
import org.moreau.pathprox.PathNorm;
import org.moreau.pathprox.PathProx;

/**
 * Where weight decay and PathProx draw the line between two classes of the plane, some points of
 * which have the other class's label: same start, as many steps of gradient descent on all points.
 */
public final class PathProxBoundaryStudy implements Study<PathProxBoundaryStudy.Config> {
  private static final String NAME = "pathprox-boundary";
  private static final String WEIGHT_DECAY = "weight-decay";
  private static final String PATHPROX = "pathprox";
  private static final String FRESH = "fresh_accuracy";
  private static final List<Double> OUTER_LEVELS = List.of(0.1, 0.9); // the third one is 0.5
  private static final double MARGIN = 0.35; // of the field around the points
  private static final int FRESH_POINTS = 2_000;

  /** The settings; where the paper is not named, it does not state them. */
  public record Config(
      @Setting("points, half of them on each of two moons, generated from the seed") int points,
      @Setting("standard deviation of their noise in both coordinates") double noise,
      @Setting("outliers: points that get the other moon's label") int outliers,
      @Setting("units of the hidden layer") int hidden,
      @Setting("iterations of gradient descent, each on all points") int iterations,
      @Setting("learning rate of both methods (paper: 0.1)") double rate,
      @Setting("lambda of weight decay") double lambda,
      @Setting("points in a row of the grid that contours are drawn from") int resolution) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      if (points < 2 || points % 2 != 0) {
        throw new IllegalArgumentException("points must be even and at least 2, got " + points);
      }
      Check.nonNegative("noise", noise);
      if (outliers < 0 || outliers >= points) {
        throw new IllegalArgumentException(
            "outliers must be from 0 to " + (points - 1) + ", got " + outliers);
      }
      Check.positive("hidden", hidden);
      Check.positive("iterations", iterations);
      Check.positive("rate", rate);
      Check.nonNegative("lambda", lambda);
      if (resolution < 2) {
        throw new IllegalArgumentException("resolution must be at least 2, got " + resolution);
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Decision boundaries of weight decay and PathProx around outliers; generated points";
  }

  @Override
  public String reference() {
    return "PathProx, Figure 2";
  }

  @Override
  public Config defaults() {
    return new Config(200, 0.15, 8, 200, 20_000, 0.1, 1e-3, 161);
  }

  @Override
  public Config quick(Config full) {
    return new Config(
        full.points,
        full.noise,
        full.outliers,
        full.hidden,
        Math.min(full.iterations, 5_000),
        full.rate,
        full.lambda,
        Math.min(full.resolution, 81));
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of();
  }

  /** The points to learn, of which the first {@code outliers} of {@code order} are outliers. */
  @SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
  private record Points(LabelledPoints all, int[] order, int outliers) {
    static Points of(Config config, long seed) {
      LabelledPoints moons = TwoMoons.generate(config.points, config.noise, seed);
      int[] order = Seeds.permutation(config.points, Seeds.random(seed, NAME, "outliers"));
      int[] labels = moons.labels().clone();
      for (int i = 0; i < config.outliers; i++) {
        labels[order[i]] = 1 - labels[order[i]];
      }
      return new Points(new LabelledPoints(moons.points(), labels), order, config.outliers);
    }

    PlanePlot.Dots regular() {
      int[] places = Arrays.copyOfRange(order, outliers, order.length);
      return new PlanePlot.Dots(positions(places), labels(places));
    }

    PlanePlot.@Nullable Marks outlying() {
      int[] places = Arrays.copyOf(order, outliers);
      return outliers == 0 ? null : new PlanePlot.Marks(positions(places), labels(places));
    }

    private double[][] positions(int[] places) {
      return Arrays.stream(places).mapToObj(i -> all.points()[i]).toArray(double[][]::new);
    }

    private int[] labels(int[] places) {
      return Arrays.stream(places).map(i -> all.labels()[i]).toArray();
    }
  }

  /** A network that one of the methods has trained; it lives in the scope that was open. */
  private record Trained(Mlp model, PathNorm norm) {
    /** The probability of class 1 at the rows of points [n, 2] float64. */
    double[] probabilities(Tensor points) {
      try (NoGradGuard guard = new NoGradGuard()) {
        return TensorData.doubles(model.logits(points).softmax(1).select(1, 1));
      }
    }

    /** In percent. */
    double accuracy(LabelledPoints points) {
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        Tensor classes = model.logits(tensor(points)).argmax(new LongOptional(1), false);
        return 100 * classes.eq(labels(points)).to(ScalarType.Double).mean().item_double();
      }
    }

    double activeUnits() {
      return norm.byUnit().values().stream()
          .flatMapToDouble(Arrays::stream)
          .filter(value -> value > 0)
          .count();
    }

    double loss(LabelledPoints points) {
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        return torch.cross_entropy(model.logits(tensor(points)), labels(points)).item_double();
      }
    }
  }

  private static Tensor tensor(LabelledPoints points) {
    return TensorData.of(points.flat(), points.size(), 2);
  }

  private static Tensor labels(LabelledPoints points) {
    long[] labels = Arrays.stream(points.labels()).asLongStream().toArray();
    return TensorData.of(labels, labels.length);
  }

  /** Trains from the start of {@code seed}; null if a stop was asked for. */
  private static @Nullable Trained train(
      Config config, StudyContext context, String method, LabelledPoints points, long seed) {
    Seeds.torch(seed, NAME, "parameters");
    Mlp model = new Mlp(List.of(2, config.hidden, 2));
    model.to(ScalarType.Double, false);
    Tensor x = tensor(points);
    Tensor y = labels(points);
    Couplings couplings = Couplings.find(model, model::logits, x);
    PathNorm norm = new PathNorm(couplings);
    Sgd sgd = new Sgd(ModelState.of(model).parameters(), Sgd.Settings.of(config.rate));
    boolean decays = method.equals(WEIGHT_DECAY);
    try (Optimizer optimizer =
        decays ? sgd : new PathProx(sgd, couplings, PathProx.Settings.of(config.lambda))) {
      for (int iteration = 1; iteration <= config.iterations; iteration++) {
        if (context.stop().requested()) {
          return null;
        }
        try (TensorScope scope = new TensorScope()) {
          optimizer.zeroGradients();
          Tensor loss = torch.cross_entropy(model.logits(x), y);
          if (decays) {
            loss = loss.add(norm.squares().mul(new Scalar(config.lambda)));
          }
          requireFinite(method, iteration, loss.item_double());
          loss.backward();
          optimizer.step();
        }
      }
    }
    return new Trained(model, norm);
  }

  private static void requireFinite(String method, int iteration, double loss) {
    if (!Double.isFinite(loss)) {
      throw new ArithmeticException(
          "the loss of "
              + method
              + " must be finite, got "
              + loss
              + " in iteration "
              + iteration
              + "; make rate or lambda smaller");
    }
  }

  private static LabelledPoints fresh(Config config, long seed, String purpose) {
    return TwoMoons.generate(FRESH_POINTS, config.noise, Seeds.derive(seed, NAME, purpose));
  }

  /** A stopped seed starts anew: it takes seconds. */
  @Override
  public void run(Config config, StudyContext context) throws IOException {
    context.folder().metrics().restart();
    Summary summary = context.summary();
    summary.note("two moons, generated: " + config.points + " points, outliers " + config.outliers);
    summary.decimals("units_left", 0);
    try (Progress.Task task = context.progress().start(NAME, 2L * context.repeats())) {
      for (int i = 0; i < context.repeats(); i++) {
        long seed = context.seed() + i;
        try (TensorScope scope = new TensorScope()) {
          Points points = Points.of(config, seed);
          Map<String, Trained> trained = new LinkedHashMap<>();
          for (String method : List.of(WEIGHT_DECAY, PATHPROX)) {
            Trained one = train(config, context, method, points.all, seed);
            if (one == null) {
              return;
            }
            trained.put(method, one);
            record(config, context, method, seed, one);
            task.step(method + ", seed " + seed);
          }
          if (i == 0) {
            figure(config, context, points, trained);
          }
        }
      }
    }
    summary.compare(PATHPROX, WEIGHT_DECAY, FRESH);
  }

  private static void record(
      Config config, StudyContext context, String method, long seed, Trained trained)
      throws IOException {
    LabelledPoints points = Points.of(config, seed).all;
    double pathNorm = trained.norm.value();
    Map<String, Double> results = new LinkedHashMap<>();
    results.put("accuracy", trained.accuracy(points));
    results.put(FRESH, trained.accuracy(fresh(config, seed, "fresh")));
    results.put("units_left", trained.activeUnits());
    results.put(RegularisedTraining.PENALTY, pathNorm);
    results.put("objective", trained.loss(points) + config.lambda * pathNorm);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("method", method);
    line.put("seed", seed);
    line.putAll(results);
    context.folder().metrics().append(line);
    results.forEach((metric, value) -> context.summary().add(method, metric, value));
  }

  private static void figure(
      Config config, StudyContext context, Points points, Map<String, Trained> trained)
      throws IOException {
    PlaneGrid grid = PlaneGrid.around(points.all.points(), MARGIN, config.resolution);
    List<PlanePlot.Panel> panels = new ArrayList<>();
    trained.forEach(
        (method, one) -> {
          List<PlanePlot.Layer> layers = new ArrayList<>();
          layers.add(
              new PlanePlot.Regions(
                  grid.field(
                      at -> Arrays.stream(one.probabilities(at)).map(p -> p - 0.5).toArray())));
          Field probability = grid.field(one::probabilities);
          layers.add(new PlanePlot.Lines(probability, OUTER_LEVELS));
          layers.add(points.regular());
          PlanePlot.@Nullable Marks outliers = points.outlying();
          if (outliers != null) {
            layers.add(outliers);
          }
          panels.add(new PlanePlot.Panel(title(config, context, method, one), AXES, layers));
        });
    PlanePlot.write(
        context.folder().figure("figure-2.png"),
        "PathProx, Figure 2, generated points, seed "
            + context.seed()
            + (context.quick() ? " (quick: not comparable)" : ""),
        panels,
        new PlanePlot.Legend(
            List.of("lower moon", "upper moon"),
            (points.outliers == 0 ? "" : "outlier, labelled as the other moon; ")
                + "lines: softmax 0.1, 0.5 (thick), 0.9"));
  }

  private static final PlanePlot.Axes AXES = new PlanePlot.Axes("x₁", "x₂", true);

  private static String title(Config config, StudyContext context, String method, Trained one) {
    return String.format(
        Locale.ROOT,
        "%s: %.1f %% of fresh points right, %.0f units",
        method,
        one.accuracy(fresh(config, context.seed(), "fresh")),
        one.activeUnits());
  }

  /** The accuracy on points without outliers, drawn for validation only. */
  @Override
  public Map<String, Double> validate(Config config, StudyContext context) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (String method : List.of(WEIGHT_DECAY, PATHPROX)) {
      try (TensorScope scope = new TensorScope()) {
        LabelledPoints points = Points.of(config, context.seed()).all;
        Trained one = train(config, context, method, points, context.seed());
        if (one == null) {
          return Map.of();
        }
        scores.put(method, one.accuracy(fresh(config, context.seed(), "validation")));
      }
    }
    return scores;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
