package org.moreau.cli.study;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
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
import org.moreau.kernel.Gaussian;
import org.moreau.kernel.Kernel;
import org.moreau.kernel.KernelPca;
import org.moreau.kernel.Representers;
import org.moreau.kernel.WarpedKernel;

/**
 * Two moons with two labelled points: with a proximal map that asks for flat functions, the nearest
 * labelled point tells the moon. Distances are those of unit vectors, before the map (where a
 * Gaussian kernel has no others) as after it: a point far from all others keeps its norm under the
 * map and would be far from everything.
 */
public final class TwoMoonsStudy implements Study<TwoMoonsStudy.Config> {
  private static final String NAME = "two-moons";
  private static final String ACCURACY = "unlabelled_accuracy";
  private static final String PLAIN = "kernel";
  private static final String WARPED = "kernel-warping";
  private static final String PROX = "prox";
  private static final double MARGIN = 0.35; // of the fields around the points

  /** The settings; where the paper is not named, it does not state them. */
  public record Config(
      @Setting("points, half of them on each moon") int count,
      @Setting("standard deviation of the noise in both coordinates") double noise,
      @Setting("bandwidth of the Gaussian kernel") double bandwidth,
      @Setting("weight lambda of staying near; the gradient is kept flat at all points (paper: 1)")
          double lambda,
      @Setting("points in a row of the grid that contours are drawn from") int resolution) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      TwoMoons.generate(count, noise, 0);
      Check.positive("bandwidth", bandwidth);
      Check.positive("lambda", lambda);
      Check.positive("resolution", resolution - 1);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Two labelled points classify two moons after a proximal map; representation, contours";
  }

  @Override
  public String reference() {
    return "ProxNet, section 3, Figure 1";
  }

  // By moreau run two-moons --seed 1000 --repeats 20 --grid noise=0.06,0.08,0.1
  // --grid bandwidth=0.1,0.15,0.2,0.25,0.3: the bandwidth that is best at every noise, and the most
  // noise that leaves every point right.
  @Override
  public Config defaults() {
    return new Config(200, 0.08, 0.15, 1, 161);
  }

  @Override
  public Config quick(Config full) {
    return new Config(Math.min(full.count, 100), full.noise, full.bandwidth, full.lambda, 61);
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of();
  }

  /** A repeat's points, the two labelled ones (of moon 0 and of moon 1), and its kernels. */
  private record Repeat(
      LabelledPoints moons, int[] labelled, Tensor x, Map<String, Kernel> kernels) {
    static Repeat of(Config config, long seed) {
      LabelledPoints moons = TwoMoons.generate(config.count, config.noise, seed);
      SplittableRandom random = Seeds.random(seed, NAME, "labelled");
      int half = config.count / 2;
      int[] labelled = {half + random.nextInt(half), random.nextInt(half)};
      Tensor x = TensorData.of(moons.flat(), moons.size(), 2);
      Kernel gaussian = new Gaussian(config.bandwidth);
      Representers flat = Representers.gradientFlatness(x).weighted(1 / config.lambda);
      Map<String, Kernel> kernels = new LinkedHashMap<>();
      kernels.put(PLAIN, gaussian);
      kernels.put(WARPED, WarpedKernel.warping(gaussian, flat));
      kernels.put(PROX, WarpedKernel.proximal(gaussian, flat));
      return new Repeat(moons, labelled, x, kernels);
    }

    Kernel kernel(String method) {
      Kernel kernel = kernels.get(method);
      if (kernel == null) {
        throw new IllegalArgumentException("there is no method " + method);
      }
      return kernel;
    }

    private Tensor labelledPoints() {
      return x.index_select(0, TensorData.of(new long[] {labelled[0], labelled[1]}, 2));
    }

    /** The inner products of a [n] and b [m] after the map, as unit vectors; [n, m]. */
    Tensor cosines(String method, Tensor a, Tensor b) {
      Kernel kernel = kernel(method);
      Tensor first = kernel.diagonal(a).rsqrt().unsqueeze(1);
      Tensor second = kernel.diagonal(b).rsqrt().unsqueeze(0);
      return kernel.matrix(a, b).mul(first).mul(second);
    }

    /** The distances of a [n] and b [m] after the map, as unit vectors; [n, m]. */
    Tensor distances(String method, Tensor a, Tensor b) {
      Tensor cosines = cosines(method, a, b).clamp_max(new Scalar(1)); // rounding may exceed 1
      return cosines.neg().add(new Scalar(1)).mul(new Scalar(2)).sqrt();
    }

    /**
     * How much nearer the labelled point of moon 1 is than that of moon 0, between −1 and 1. Of
     * unit vectors the one with the larger cosine is nearer; differences of distances would lose
     * small cosines.
     */
    double[] margins(String method, Tensor at) {
      Tensor cosines = cosines(method, at, labelledPoints());
      Tensor sizes = cosines.abs().sum(1).add(new Scalar(Double.MIN_NORMAL));
      return TensorData.doubles(cosines.select(1, 1).sub(cosines.select(1, 0)).div(sizes));
    }

    /** Percent of the other points whose nearest labelled point lies on their moon. */
    double accuracy(String method) {
      double[] margins = margins(method, x);
      int right = 0;
      for (int i = 0; i < margins.length; i++) {
        boolean given = i == labelled[0] || i == labelled[1];
        right += !given && (margins[i] < 0 ? 0 : 1) == moons.labels()[i] ? 1 : 0;
      }
      return 100.0 * right / (margins.length - 2);
    }
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    context.folder().metrics().restart();
    Summary summary = context.summary();
    try (Progress.Task task = context.progress().start(NAME, context.repeats())) {
      for (int i = 0; i < context.repeats(); i++) {
        if (context.stop().requested()) {
          return;
        }
        long seed = context.seed() + i;
        try (TensorScope scope = new TensorScope()) {
          Repeat repeat = Repeat.of(config, seed);
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("seed", seed);
          for (String method : repeat.kernels.keySet()) {
            double accuracy = repeat.accuracy(method);
            summary.add(method, ACCURACY, accuracy);
            line.put(method, accuracy);
          }
          context.folder().metrics().append(line);
          if (i == 0) {
            new Figures(config, context, repeat).write();
          }
        }
        task.step("seed " + seed);
      }
    }
    summary.compare(WARPED, PLAIN, ACCURACY);
    summary.compare(PROX, PLAIN, ACCURACY);
    summary.compare(PROX, WARPED, ACCURACY);
  }

  /** The proximal map's accuracy on other points, drawn for validation only. */
  @Override
  public Map<String, Double> validate(Config config, StudyContext context) {
    try (TensorScope scope = new TensorScope()) {
      Repeat other = Repeat.of(config, Seeds.derive(context.seed(), NAME, "validation"));
      return Map.of(PROX, other.accuracy(PROX));
    }
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " trains no model that could predict");
  }

  /** The figures of one repeat. */
  private record Figures(Config config, StudyContext context, Repeat repeat) {
    // Unit vectors that have nothing in common are √2 apart: levels lie denser the less they have.
    private static final List<Double> LEVELS =
        List.of(0.2, 0.4, 0.6, 0.8, 1.0, 1.1, 1.2, 1.3, 1.35, 1.38, 1.4, 1.41);

    private static final PlanePlot.Axes PLANE = new PlanePlot.Axes("x₁", "x₂", true);

    void write() throws IOException {
      String title =
          "Two moons, seed " + context.seed() + (context.quick() ? " (quick: not comparable)" : "");
      PlanePlot.Legend legend =
          new PlanePlot.Legend(List.of("lower moon", "upper moon"), "labelled");
      Field distance = distance();
      int leftmost = leftmost();
      PlanePlot.write(
          context.folder().figure("figure-1.png"),
          title,
          List.of(
              new PlanePlot.Panel(
                  "(a) data",
                  PLANE,
                  List.of(new PlanePlot.Window(distance), dots(points()), labelled(points()))),
              representation(),
              new PlanePlot.Panel(
                  "(c) distance to the leftmost point",
                  PLANE,
                  List.of(
                      new PlanePlot.Contours(distance, LEVELS, ""),
                      dots(points()),
                      new PlanePlot.Marks(
                          new double[][] {points()[leftmost]},
                          new int[] {repeat.moons.labels()[leftmost]})))),
          new PlanePlot.Legend(legend.classes(), "labelled; in (c) the leftmost point"));
      PlanePlot.write(
          context.folder().figure("classification.png"),
          title + ": the nearest labelled point",
          List.of(classified(PLAIN, "Gaussian kernel"), classified(PROX, "after the proximal map")),
          legend);
    }

    private double[][] points() {
      return repeat.moons.points();
    }

    private PlanePlot.Dots dots(double[][] positions) {
      return new PlanePlot.Dots(positions, repeat.moons.labels());
    }

    private PlanePlot.Marks labelled(double[][] positions) {
      int[] given = repeat.labelled;
      return new PlanePlot.Marks(
          new double[][] {positions[given[0]], positions[given[1]]}, new int[] {0, 1});
    }

    private PlanePlot.Panel representation() {
      Tensor gram = repeat.cosines(PROX, repeat.x, repeat.x);
      double[] scores = TensorData.doubles(KernelPca.of(gram, 2).project(gram));
      double[][] positions = new double[scores.length / 2][2];
      for (int i = 0; i < positions.length; i++) {
        positions[i] = new double[] {scores[2 * i], scores[2 * i + 1]};
      }
      return new PlanePlot.Panel(
          "(b) after the proximal map",
          new PlanePlot.Axes("first component", "second component", false),
          List.of(dots(positions), labelled(positions)));
    }

    private PlanePlot.Panel classified(String method, String name) {
      String title = String.format(Locale.ROOT, "%s: %.1f %% right", name, repeat.accuracy(method));
      Field field = field(at -> repeat.margins(method, at));
      return new PlanePlot.Panel(
          title, PLANE, List.of(new PlanePlot.Regions(field), dots(points()), labelled(points())));
    }

    private int leftmost() {
      int leftmost = 0;
      for (int i = 1; i < points().length; i++) {
        leftmost = points()[i][0] < points()[leftmost][0] ? i : leftmost;
      }
      return leftmost;
    }

    private Field distance() {
      Tensor point = repeat.x.narrow(0, leftmost(), 1);
      return field(at -> TensorData.doubles(repeat.distances(PROX, at, point).squeeze(1)));
    }

    private Field field(PlaneGrid.Values values) {
      return PlaneGrid.around(points(), MARGIN, config.resolution).field(values);
    }
  }
}
