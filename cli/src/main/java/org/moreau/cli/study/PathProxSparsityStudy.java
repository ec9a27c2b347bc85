package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.Mnist;

/** How many units four regularisers leave, and what the network without the others can do. */
public final class PathProxSparsityStudy implements Study<PathProxSparsityConfig> {
  private static final String NAME = "pathprox-sparsity";
  private static final ScaledImages IMAGES = new ScaledImages(new Mnist(), "MNIST");

  private static final List<String> SHOWN =
      List.of(
          SparsityPoints.MOST_REMOVED,
          "lambda",
          "rate",
          PrunedTraining.ZERO,
          PrunedTraining.SMALL,
          PrunedTraining.TEST_BEFORE,
          PrunedTraining.TEST_PRUNED,
          PrunedTraining.TEST,
          PrunedTraining.SPEEDUP + 1,
          PrunedTraining.SPEEDUP + 256);

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
  public PathProxSparsityConfig defaults() {
    return new PathProxSparsityConfig(
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
  public PathProxSparsityConfig quick(PathProxSparsityConfig full) {
    PathProxSparsityConfig defaults = defaults();
    return new PathProxSparsityConfig(
        full.methods(),
        full.network(),
        full.pathproxNetwork(),
        full.perClass() == 0 ? 100 : full.perClass(),
        Math.min(full.batchSize(), 20),
        Math.min(full.epochs(), 4),
        full.dropAfter(),
        full.lambdas().equals(defaults.lambdas()) ? List.of("3e-3", "0.02") : full.lambdas(),
        full.rates().equals(defaults.rates()) ? List.of("0.1") : full.rates(),
        full.share(),
        Math.min(full.fineTuningEpochs(), 1),
        full.fineTuningRate(),
        full.allowedLoss());
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of(new Mnist().name());
  }

  @Override
  public void run(PathProxSparsityConfig config, StudyContext context) throws IOException {
    context.folder().metrics().restart();
    context.summary().shown(SHOWN);
    for (String count : List.of("parameters", "bytes", "flops")) {
      context.summary().decimals(count, 0);
      context.summary().decimals(count + PrunedTraining.BEFORE, 0);
    }
    @Nullable SparsityPoints first = null;
    boolean whole = false;
    String label = "";
    for (int i = 0; i < context.repeats(); i++) {
      long seed = context.seed() + i;
      ImageData data = IMAGES.load(context.data(), config.use(), seed);
      data.describe(context.summary());
      @Nullable SparsityPoints points = points(config, context, data, seed, true);
      if (points == null) {
        return;
      }
      points.addMostRemoved(context.summary());
      points.addAll(context.summary());
      whole |= points.anyWhole();
      if (first == null) {
        first = points;
        label = data.label();
      }
    }
    if (!whole) {
      context.summary().fail(TrainingOutcome.NONE_WHOLE);
    }
    Objects.requireNonNull(first).figure(context, label);
  }

  private static @Nullable SparsityPoints points(
      PathProxSparsityConfig config, StudyContext context, ImageData data, long seed, boolean timed)
      throws IOException {
    List<SparsityPoints.Point> points = new ArrayList<>();
    for (PathProxSparsityConfig.Candidate candidate : config.candidates()) {
      DigitNetwork network = config.network(candidate.form());
      PrunedTraining training =
          new PrunedTraining(context, data, seed, network::make, config.share(), timed);
      PrunedTraining.@Nullable Result result =
          training.run(
              config.plan(candidate),
              config.fineTuning(candidate),
              candidate.facts(),
              network.key,
              candidate.fileName(seed));
      if (result == null) {
        return null;
      }
      points.add(new SparsityPoints.Point(candidate, result));
    }
    return new SparsityPoints(config, points);
  }

  /** The validation accuracy of each method's best network after pruning; NaN where all diverge. */
  @Override
  public Map<String, Double> validate(PathProxSparsityConfig config, StudyContext context)
      throws IOException {
    ImageData data = IMAGES.development(context.data(), config.use(), context.seed());
    data.describe(context.summary());
    @Nullable SparsityPoints points = points(config, context, data, context.seed(), false);
    Map<String, Double> scores = new LinkedHashMap<>();
    if (points != null) {
      config.forms().forEach(form -> scores.put(form.key, points.bestValidation(form)));
    }
    return scores;
  }

  @Override
  public int gridSeeds(PathProxSparsityConfig config) {
    return 1;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " predicts nothing; its networks are in networks/");
  }
}
