package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.ImageDataset;
import org.moreau.data.Mnist;
import org.moreau.engine.Check;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.evaluation.InputJacobian;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.training.EpochRecord;
import org.moreau.training.ImageTask;

/** How fast three ways to minimise weight decay's objective come down. */
public final class PathProxConvergenceStudy implements Study<PathProxConvergenceStudy.Config> {
  private static final String NAME = "pathprox-convergence";
  private static final ScaledImages IMAGES = new ScaledImages(new Mnist(), "MNIST");
  private static final String OBJECTIVE = "objective";
  private static final String FIRST_JUMP = "first_jump";
  private static final List<RegularisedTraining.Form> FORMS =
      List.of(
          RegularisedTraining.Form.WEIGHT_DECAY,
          RegularisedTraining.Form.PATH_NORM_SGD,
          RegularisedTraining.Form.PATHPROX,
          RegularisedTraining.Form.PATHPROX_TRANSFER);
  private static final int LIPSCHITZ_IMAGES = 1_000;

  /** The settings; the defaults are those of the paper's first task. */
  public record Config(
      @Setting("methods: weight-decay, path-norm-sgd, pathprox, pathprox-transfer")
          List<String> methods,
      @Setting("network: " + DigitNetwork.NAMES + " (paper: mlp-3-400-factorised)") String network,
      @Setting("training images of each class; 0 for all (paper: 100)") int perClass,
      @Setting("the first so many validation images are judged after each epoch; 0 for all")
          int validationImages,
      @Setting("images in a batch (paper: 200)") int batchSize,
      @Setting("epochs") int epochs,
      @Setting("the share of the epochs after which the learning rate is a tenth; 1 for never")
          double dropAfter,
      @Setting("lambda of weight decay") double lambda,
      @Setting("learning rate of weight-decay") double weightDecayRate,
      @Setting("learning rate of path-norm-sgd") double pathNormRate,
      @Setting("learning rate of pathprox") double pathproxRate,
      @Setting("learning rate of pathprox-transfer") double pathproxTransferRate) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      methods = List.copyOf(methods);
      RegularisedTraining.Form.all(methods, FORMS);
      DigitNetwork.named(network);
      Check.nonNegative("per-class", perClass);
      Check.nonNegative("validation-images", validationImages);
      Check.positive("batch-size", batchSize);
      Check.positive("epochs", epochs);
      Check.inRange("drop-after", dropAfter, 0, 1);
      Check.nonNegative("lambda", lambda);
      Check.positive("weight-decay-rate", weightDecayRate);
      Check.positive("path-norm-rate", pathNormRate);
      Check.positive("pathprox-rate", pathproxRate);
      Check.positive("pathprox-transfer-rate", pathproxTransferRate);
    }

    private ScaledImages.Use use() {
      return new ScaledImages.Use(perClass, validationImages, 0);
    }

    private RegularisedTraining training(RegularisedTraining.Form form) {
      double rate =
          switch (form) {
            case WEIGHT_DECAY -> weightDecayRate;
            case PATH_NORM_SGD -> pathNormRate;
            case PATHPROX -> pathproxRate;
            case PATHPROX_TRANSFER -> pathproxTransferRate;
            default -> throw new IllegalStateException(form.key + " is not of this study");
          };
      RateSchedule schedule = new RateSchedule(rate, (int) Math.round(dropAfter * epochs));
      return new RegularisedTraining(form, lambda, schedule);
    }

    private ImageTraining.Plan plan(RegularisedTraining.Form form) {
      return new ImageTraining.Plan(
          training(form), network + " " + use(), batchSize, epochs, true, true);
    }

    private List<RegularisedTraining.Form> forms() {
      return RegularisedTraining.Form.all(methods, FORMS);
    }

    /** λ times the path norm, added to the loss: weight decay's objective, balanced. */
    private double objective(EpochRecord record) {
      Map<String, Double> metrics = record.metrics();
      return metrics.getOrDefault(ImageTask.FULL_BATCH_LOSS, Double.NaN)
          + lambda * metrics.getOrDefault(RegularisedTraining.PENALTY, Double.NaN);
    }

    private double objective(TrainingOutcome outcome) {
      return outcome.diverged() == null
          ? objective(outcome.history().get(outcome.history().size() - 1))
          : Double.NaN;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "PathProx, path norm and weight decay on MNIST: objective by iteration, Lipschitz, sparsity";
  }

  @Override
  public String reference() {
    return "PathProx, section 5.1, Figures 1 and 4";
  }

  @Override
  public Config defaults() {
    return new Config(
        List.of("weight-decay", "path-norm-sgd", "pathprox", "pathprox-transfer"),
        "mlp-3-400-factorised",
        100,
        1_000,
        200,
        300,
        0.75,
        1e-3,
        0.3,
        0.3,
        0.3,
        0.1);
  }

  @Override
  public Config quick(Config full) {
    return new Config(
        full.methods,
        full.network,
        full.perClass == 0 ? 100 : full.perClass,
        full.validationImages,
        full.batchSize,
        Math.min(full.epochs, 100),
        full.dropAfter,
        full.lambda,
        full.weightDecayRate,
        full.pathNormRate,
        full.pathproxRate,
        full.pathproxTransferRate);
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of(new Mnist().name());
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    context.folder().metrics().restart();
    Map<String, TrainingOutcome> first = new LinkedHashMap<>();
    boolean whole = false;
    Map<String, double[]> norms = new LinkedHashMap<>();
    String label = "";
    int steps = 0;
    for (int i = 0; i < context.repeats(); i++) {
      long seed = context.seed() + i;
      ImageData data = IMAGES.load(context.data(), config.use(), seed);
      data.describe(context.summary());
      label = data.label();
      steps = (data.split().train().size() + config.batchSize - 1) / config.batchSize;
      ImageTraining training = new ImageTraining(context, data, seed);
      Map<String, TrainingOutcome> outcomes = new LinkedHashMap<>();
      for (RegularisedTraining.Form form : config.forms()) {
        ImageTraining.Plan plan = config.plan(form);
        TrainingOutcome outcome =
            training.train(plan, DigitNetwork.named(config.network)::make, Map.of());
        if (outcome == null) {
          return;
        }
        outcomes.put(form.key, outcome);
        whole |= outcome.diverged() == null;
        double[] lipschitz =
            outcome.diverged() == null
                ? lipschitz(config, context, data, training.model(plan))
                : new double[0];
        if (i == 0) {
          norms.put(form.key, lipschitz);
        }
        double jump =
            outcome.diverged() == null ? firstJump(config, context, data, form, seed) : Double.NaN;
        record(config, context.summary(), form.key, outcome, lipschitz, jump);
      }
      compare(config, context.summary(), outcomes);
      if (i == 0) {
        first.putAll(outcomes);
      }
    }
    if (!whole) {
      context.summary().fail(TrainingOutcome.NONE_WHOLE);
    }
    String heading =
        "PathProx, Figures 1 and 4: "
            + config.network
            + "; "
            + label
            + ", seed "
            + context.seed()
            + (context.quick() ? " (quick: not comparable)" : "");
    new ConvergenceFigure(first, steps, config::objective, norms)
        .write(context.folder().figure("figure-1.png"), heading);
  }

  private static void record(
      Config config,
      Summary summary,
      String method,
      TrainingOutcome outcome,
      double[] lipschitz,
      double jump) {
    Map<String, Double> results = new LinkedHashMap<>();
    boolean whole = outcome.diverged() == null;
    EpochRecord last =
        outcome.history().isEmpty() ? null : outcome.history().get(outcome.history().size() - 1);
    Map<String, Double> metrics = whole && last != null ? last.metrics() : Map.of();
    results.put(OBJECTIVE, config.objective(outcome));
    results.put(ImageTask.FULL_BATCH_LOSS, outcome.result(ImageTask.FULL_BATCH_LOSS));
    results.put(
        RegularisedTraining.PENALTY, metrics.getOrDefault(RegularisedTraining.PENALTY, Double.NaN));
    results.put(
        RegularisedTraining.ACTIVE, metrics.getOrDefault(RegularisedTraining.ACTIVE, Double.NaN));
    results.put(FIRST_JUMP, jump);
    results.put("lipschitz_median", median(lipschitz));
    results.put(ImageComparison.TEST_ACCURACY, outcome.result(ImageComparison.TEST_ACCURACY));
    results.put("train_seconds", outcome.seconds());
    results.forEach(
        (metric, value) -> {
          if (Double.isFinite(value)) {
            summary.add(method, metric, value);
          } else {
            summary.diverged(method, metric);
          }
        });
  }

  /**
   * The first epoch from which a method's objective stays below weight decay's last, as a share of
   * all epochs, in percent; 100 where it never does.
   */
  private static void compare(
      Config config, Summary summary, Map<String, TrainingOutcome> outcomes) {
    TrainingOutcome decay = outcomes.get(RegularisedTraining.Form.WEIGHT_DECAY.key);
    if (decay == null || decay.diverged() != null) {
      return;
    }
    double goal = config.objective(decay);
    outcomes.forEach(
        (method, outcome) -> {
          int epoch = outcome.history().size();
          while (epoch > 0 && config.objective(outcome.history().get(epoch - 1)) <= goal) {
            epoch--;
          }
          double reached = Math.min(epoch + 1, config.epochs());
          if (outcome.diverged() == null) {
            summary.add(method, "share_to_goal", 100 * reached / config.epochs());
          } else {
            summary.diverged(method, "share_to_goal");
          }
        });
  }

  /** From the parameters at which the training of that seed starts. */
  private static double firstJump(
      Config config,
      StudyContext context,
      ImageData data,
      RegularisedTraining.Form form,
      long seed) {
    try (TensorScope scope = new TensorScope()) {
      Mlp network = ImageTraining.start(DigitNetwork.named(config.network)::make, seed, context);
      return config.training(form).firstJump(network, data.split().train(), context.device());
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /** The spectral norms of the derivative at the first test images. */
  private static double[] lipschitz(Config config, StudyContext context, ImageData data, Path file)
      throws IOException {
    ImageDataset test = Objects.requireNonNull(data.test());
    int count = Math.min(LIPSCHITZ_IMAGES, test.size());
    try (TensorScope scope = new TensorScope()) {
      Mlp model = DigitNetwork.named(config.network).make();
      ModelState.of(model).load(file.toString(), SafeTensors.read(file).tensors());
      model.to(context.device(), ScalarType.Float, false);
      model.eval();
      int[] first = IntStream.range(0, count).toArray();
      Tensor x = test.batch(first, context.device()).images();
      return TensorData.doubles(InputJacobian.spectralNorms(model::logits, x));
    }
  }

  /** Minus the last objective, over training images alone: what the learning rate is chosen by. */
  @Override
  public Map<String, Double> validate(Config config, StudyContext context) throws IOException {
    ImageData data = IMAGES.development(context.data(), config.use(), context.seed());
    data.describe(context.summary());
    Map<String, Double> scores = new LinkedHashMap<>();
    for (RegularisedTraining.Form form : config.forms()) {
      TrainingOutcome outcome =
          new ImageTraining(context, data, context.seed())
              .train(config.plan(form), DigitNetwork.named(config.network)::make, Map.of());
      if (outcome == null) {
        return Map.of();
      }
      scores.put(form.key, -config.objective(outcome));
    }
    return scores;
  }

  @Override
  public int gridSeeds(Config config) {
    return 1;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
