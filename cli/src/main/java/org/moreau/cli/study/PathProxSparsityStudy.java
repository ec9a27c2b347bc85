package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Horizontal;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;
import org.moreau.data.DataFolders;
import org.moreau.data.Mnist;
import org.moreau.engine.Check;

/** How many units four regularisers leave, and what the network without the others can do. */
public final class PathProxSparsityStudy implements Study<PathProxSparsityStudy.Config> {
  private static final String NAME = "pathprox-sparsity";
  private static final ScaledImages IMAGES = new ScaledImages(new Mnist(), "MNIST");
  private static final List<RegularisedTraining.Form> FORMS =
      List.of(
          RegularisedTraining.Form.WEIGHT_DECAY,
          RegularisedTraining.Form.LASSO,
          RegularisedTraining.Form.GROUP_LASSO,
          RegularisedTraining.Form.PATHPROX,
          RegularisedTraining.Form.PATHPROX_TRANSFER);

  private static final String MOST_REMOVED = "most_removed";
  private static final List<String> SHOWN =
      List.of(
          MOST_REMOVED,
          "lambda",
          "rate",
          PrunedTraining.ZERO,
          PrunedTraining.SMALL,
          PrunedTraining.TEST_BEFORE,
          PrunedTraining.TEST_PRUNED,
          PrunedTraining.TEST,
          PrunedTraining.SPEEDUP + 1,
          PrunedTraining.SPEEDUP + 256);

  /** The settings; methods, networks, rates and lambdas are those of the paper's fifth task. */
  public record Config(
      @Setting(
              "methods: weight-decay, lasso, group-lasso, pathprox, pathprox-transfer (not in the"
                  + " paper)")
          List<String> methods,
      @Setting("network of weight decay, lasso and group lasso: " + DigitNetwork.NAMES)
          String network,
      @Setting("network of pathprox and pathprox-transfer, likewise") String pathproxNetwork,
      @Setting("training images of each class; 0 for all (paper: all)") int perClass,
      @Setting("images in a batch (paper: 200)") int batchSize,
      @Setting("epochs before pruning") int epochs,
      @Setting("the share of the epochs after which the learning rate is a tenth; 1 for never")
          double dropAfter,
      @Setting("values of lambda (paper: 1e-4,1e-3,3e-3,0.01)") List<String> lambdas,
      @Setting("learning rates, each with each lambda (paper: 0.01,0.03)") List<String> rates,
      @Setting(
              "units with a path norm of at most this share of the largest of their layer are"
                  + " pruned too; 0 for zero units alone (paper: 0)")
          double share,
      @Setting("epochs after pruning, without a regulariser") int fineTuningEpochs,
      @Setting("learning rate after pruning") double fineTuningRate,
      @Setting(
              "points of validation accuracy below the best unpruned network that most_removed"
                  + " allows")
          double allowedLoss) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      methods = List.copyOf(methods);
      lambdas = List.copyOf(lambdas);
      rates = List.copyOf(rates);
      RegularisedTraining.Form.all(methods, FORMS);
      DigitNetwork.named(network);
      DigitNetwork.named(pathproxNetwork);
      Check.nonNegative("per-class", perClass);
      Check.positive("batch-size", batchSize);
      Check.positive("epochs", epochs);
      Check.inRange("drop-after", dropAfter, 0, 1);
      numbers("lambdas", lambdas);
      numbers("rates", rates);
      Check.inRange("share", share, 0, Math.nextDown(1.0));
      Check.positive("fine-tuning-epochs", fineTuningEpochs);
      Check.positive("fine-tuning-rate", fineTuningRate);
      Check.nonNegative("allowed-loss", allowedLoss);
    }

    private ScaledImages.Use use() {
      return new ScaledImages.Use(perClass, 0, 0);
    }

    private List<Candidate> candidates() {
      List<Candidate> candidates = new ArrayList<>();
      for (RegularisedTraining.Form form : RegularisedTraining.Form.all(methods, FORMS)) {
        for (double lambda : numbers("lambdas", lambdas)) {
          for (double rate : numbers("rates", rates)) {
            candidates.add(new Candidate(form, lambda, rate));
          }
        }
      }
      return candidates;
    }

    private DigitNetwork network(RegularisedTraining.Form form) {
      return DigitNetwork.named(form.isPathProx() ? pathproxNetwork : network);
    }

    private RegularisedTraining method(Candidate candidate) {
      return new RegularisedTraining(
          candidate.form,
          candidate.lambda,
          new RateSchedule(candidate.rate, (int) Math.round(dropAfter * epochs)));
    }

    private ImageTraining.Plan plan(Candidate candidate) {
      String images = network(candidate.form).key + " per-class=" + perClass;
      return new ImageTraining.Plan(method(candidate), images, batchSize, epochs, false, true);
    }

    private ImageTraining.Plan fineTuning(Candidate candidate) {
      ImageTraining.Plan before = plan(candidate);
      return new ImageTraining.Plan(
          new FineTuning(before.method(), fineTuningRate),
          before.network() + " after " + epochs + " epochs without units of share=" + share,
          batchSize,
          fineTuningEpochs,
          false,
          true);
    }
  }

  /** One training. */
  record Candidate(RegularisedTraining.Form form, double lambda, double rate) {
    private Map<String, Object> facts() {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("lambda", lambda);
      facts.put("rate", rate);
      return facts;
    }

    private String name() {
      return form.key + " lambda=" + SettingText.of(lambda) + " rate=" + SettingText.of(rate);
    }

    private String fileName(long seed) {
      return name().replace(' ', '-').replace("=", "") + "-seed" + seed;
    }
  }

  /** What became of one training, and of what was done with it then. */
  record Point(Candidate candidate, PrunedTraining.Result result) {
    private boolean isWhole() {
      return result.diverged() == null;
    }

    private double validation() {
      return result.metric(PrunedTraining.VALIDATION);
    }
  }

  private static List<Double> numbers(String setting, List<String> texts) {
    List<Double> values = new ArrayList<>();
    for (String text : texts) {
      try {
        values.add(Check.positive("each of " + setting, Double.parseDouble(text)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            setting + " must be numbers separated by commas, got " + text, e);
      }
    }
    if (values.isEmpty() || values.stream().distinct().count() < values.size()) {
      throw new IllegalArgumentException(
          setting + " must name at least one number, each once, got " + String.join(",", texts));
    }
    return values;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Weight decay, lasso, group lasso and PathProx on MNIST: units pruned, accuracy, latency";
  }

  @Override
  public String reference() {
    return "PathProx, section 5.3, Figure 5";
  }

  @Override
  public Config defaults() {
    return new Config(
        List.of("weight-decay", "lasso", "group-lasso", "pathprox"),
        "mlp-3-800",
        "mlp-3-800-factorised",
        0,
        200,
        100,
        0.75,
        List.of("1e-4", "1e-3", "3e-3", "0.01"),
        List.of("0.01", "0.03"),
        1e-3,
        20,
        1e-3,
        0.3);
  }

  @Override
  public Config quick(Config full) {
    Config defaults = defaults();
    return new Config(
        full.methods,
        full.network,
        full.pathproxNetwork,
        full.perClass == 0 ? 100 : full.perClass,
        Math.min(full.batchSize, 20),
        Math.min(full.epochs, 4),
        full.dropAfter,
        full.lambdas.equals(defaults.lambdas) ? List.of("3e-3", "0.02") : full.lambdas,
        full.rates.equals(defaults.rates) ? List.of("0.1") : full.rates,
        full.share,
        Math.min(full.fineTuningEpochs, 1),
        full.fineTuningRate,
        full.allowedLoss);
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of(new Mnist().name());
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    context.folder().metrics().restart();
    context.summary().shown(SHOWN);
    for (String count : List.of("parameters", "bytes", "flops")) {
      context.summary().decimals(count, 0);
      context.summary().decimals(count + PrunedTraining.BEFORE, 0);
    }
    List<Point> first = List.of();
    boolean whole = false;
    String label = "";
    for (int i = 0; i < context.repeats(); i++) {
      long seed = context.seed() + i;
      ImageData data = IMAGES.load(context.data(), config.use(), seed);
      data.describe(context.summary());
      List<Point> points = points(config, context, data, seed, true);
      if (points == null) {
        return;
      }
      mostRemoved(config, context.summary(), points);
      whole |= points.stream().anyMatch(Point::isWhole);
      points.forEach(point -> record(context.summary(), point));
      if (i == 0) {
        first = points;
        label = data.label();
      }
    }
    if (!whole) {
      context.summary().fail(TrainingOutcome.NONE_WHOLE);
    }
    figure(config, context, label, first);
  }

  private static @Nullable List<Point> points(
      Config config, StudyContext context, ImageData data, long seed, boolean timed)
      throws IOException {
    List<Point> points = new ArrayList<>();
    for (Candidate candidate : config.candidates()) {
      PrunedTraining training =
          new PrunedTraining(
              context, data, seed, config.network(candidate.form)::make, config.share, timed);
      PrunedTraining.Result result =
          training.run(
              config.plan(candidate),
              config.fineTuning(candidate),
              candidate.facts(),
              config.network(candidate.form).key,
              candidate.fileName(seed));
      if (result == null) {
        return null;
      }
      points.add(new Point(candidate, result));
    }
    return points;
  }

  /** The metrics of one training in a row of its own. */
  private static void record(Summary summary, Point point) {
    String row = point.candidate.name();
    if (point.isWhole()) {
      point.result.metrics().forEach((metric, value) -> summary.add(row, metric, value));
    } else {
      summary.diverged(row, PrunedTraining.TEST);
    }
  }

  /**
   * Of each method's networks that lose at most so many points of validation accuracy the one with
   * the fewest units; 0 % where there is none.
   */
  static void mostRemoved(Config config, Summary summary, List<Point> points) {
    double best =
        points.stream()
            .filter(Point::isWhole)
            .mapToDouble(point -> point.result.metric(PrunedTraining.VALIDATION_BEFORE))
            .max()
            .orElse(Double.NaN);
    for (RegularisedTraining.Form form : RegularisedTraining.Form.all(config.methods, FORMS)) {
      Optional<Point> most =
          of(form, points)
              .filter(point -> point.validation() >= best - config.allowedLoss)
              .max(Comparator.comparingDouble(point -> point.result.removed()));
      summary.add(form.key, MOST_REMOVED, most.map(p -> p.result.removed()).orElse(0.0));
      most.ifPresent(
          point -> {
            point.candidate.facts().forEach((fact, x) -> summary.add(form.key, fact, (Double) x));
            point.result.metrics().forEach((metric, x) -> summary.add(form.key, metric, x));
          });
    }
  }

  private static Stream<Point> of(RegularisedTraining.Form form, List<Point> points) {
    return points.stream().filter(point -> point.isWhole() && point.candidate.form == form);
  }

  private static void figure(Config config, StudyContext context, String label, List<Point> points)
      throws IOException {
    List<Curve> error = new ArrayList<>();
    List<Curve> removed = new ArrayList<>();
    for (RegularisedTraining.Form form : RegularisedTraining.Form.all(config.methods, FORMS)) {
      List<Point> own = of(form, points).toList();
      if (!own.isEmpty()) {
        error.add(errorBySparsity(form.key, own));
        removed.add(removedByLambda(form.key, own));
      }
    }
    if (error.isEmpty()) {
      return;
    }
    LearningCurves.write(
        context.folder().figure("figure-5.png"),
        "PathProx, Figure 5; "
            + label
            + ", seed "
            + context.seed()
            + (context.quick() ? " (quick: not comparable)" : ""),
        List.of(
            new Panel(
                "Best network with so many units removed, or more",
                "test error (%)",
                ImageFigures.scale(error),
                new Horizontal("removed units (%)", Scale.LINEAR),
                error),
            new Panel(
                "Units removed, at the best learning rate",
                "removed units (%)",
                Scale.LINEAR,
                new Horizontal("λ", Scale.LOGARITHMIC),
                removed)),
        RegularisedTraining.Form.keys());
  }

  /** At each share of removed units the network of the best validation accuracy from there on. */
  private static Curve errorBySparsity(String method, List<Point> points) {
    List<Double> levels =
        points.stream().map(point -> point.result.removed()).distinct().sorted().toList();
    List<Double> errors = new ArrayList<>();
    for (double level : levels) {
      Point best = best(points.stream().filter(point -> point.result.removed() >= level));
      errors.add(100 - best.result.metric(PrunedTraining.TEST));
    }
    return new Curve(method, levels, errors, List.of());
  }

  private static Curve removedByLambda(String method, List<Point> points) {
    List<Double> lambdas =
        points.stream().map(point -> point.candidate.lambda).distinct().sorted().toList();
    List<Double> removed = new ArrayList<>();
    for (double lambda : lambdas) {
      removed.add(
          best(points.stream().filter(point -> point.candidate.lambda == lambda)).result.removed());
    }
    return new Curve(method, lambdas, removed, List.of());
  }

  private static Point best(Stream<Point> points) {
    return points.max(Comparator.comparingDouble(Point::validation)).orElseThrow();
  }

  /** The validation accuracy of each method's best network after pruning; NaN where all diverge. */
  @Override
  public Map<String, Double> validate(Config config, StudyContext context) throws IOException {
    ImageData data = IMAGES.development(context.data(), config.use(), context.seed());
    data.describe(context.summary());
    List<Point> points = points(config, context, data, context.seed(), false);
    Map<String, Double> scores = new LinkedHashMap<>();
    if (points != null) {
      for (RegularisedTraining.Form form : RegularisedTraining.Form.all(config.methods, FORMS)) {
        scores.put(
            form.key, of(form, points).mapToDouble(Point::validation).max().orElse(Double.NaN));
      }
    }
    return scores;
  }

  @Override
  public int gridSeeds(Config config) {
    return 1;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " predicts nothing; its networks are in networks/");
  }
}
