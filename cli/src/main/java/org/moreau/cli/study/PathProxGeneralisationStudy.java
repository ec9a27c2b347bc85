package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.figure.BarChart;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.ImageDataset;
import org.moreau.engine.Check;
import org.moreau.evaluation.Sample;
import org.moreau.model.ImageClassifier;
import org.moreau.model.ImageScores;
import org.moreau.training.EpochRecord;
import org.moreau.training.ImageTask;

/** Accuracy on clean and corrupted images, and sparsity, of weight decay and PathProx. */
public final class PathProxGeneralisationStudy
    implements Study<PathProxGeneralisationStudy.Config> {
  private static final String NAME = "pathprox-generalisation";
  private static final String MEAN = "mean";
  private static final List<RegularisedTraining.Form> FORMS =
      List.of(
          RegularisedTraining.Form.WEIGHT_DECAY,
          RegularisedTraining.Form.PATH_NORM_SGD,
          RegularisedTraining.Form.PATHPROX,
          RegularisedTraining.Form.PATHPROX_TRANSFER);
  private static final int QUICK_EPOCHS = 100;
  private static final int QUICK_PER_CLASS = 100;
  private static final int QUICK_EVALUATED = 1_000;

  /** The settings; 0 stands for what the task has. */
  public record Config(
      @Setting("task: 1 MNIST subset, 2 MNIST, 3 CIFAR-10 or 4 SVHN (paper: the same)") int task,
      @Setting("methods: weight-decay, path-norm-sgd, pathprox, pathprox-transfer")
          List<String> methods,
      @Setting(
              "learning rate of weight-decay; 0 for 0.1 (tasks 1, 2) or 0.03, from the paper's grid")
          double weightDecayRate,
      @Setting("lambda of weight-decay; 0 for 1e-3 (task 1) or 1e-4, from the paper's grid")
          double weightDecayLambda,
      @Setting("learning rate of all others; 0 for 0.1 (tasks 1, 2) or 0.03, from the paper's grid")
          double pathproxRate,
      @Setting("lambda of all others; 0 for 1e-3 (task 1) or 1e-4, from the paper's grid")
          double pathproxLambda,
      @Setting(
              "shares of the epochs after which the rate is divided by 10 (paper, task 3: 80, 120)")
          List<String> drops,
      @Setting("epochs; 0 for 2000 (task 1), 100 (task 2) or 160") int epochs,
      @Setting("images in a batch; 0 for 200 (tasks 1, 2; paper) or 128 (paper: task 3)")
          int batchSize,
      @Setting("training images of each class; 0 for 100 (task 1; paper) or all") int perClass,
      @Setting("the first so many validation and test images are judged; 0 for all")
          int evaluationImages) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      GeneralisationTask.numbered(task);
      methods = List.copyOf(methods);
      RegularisedTraining.Form.all(methods, FORMS);
      Check.nonNegative("weight-decay-rate", weightDecayRate);
      Check.nonNegative("weight-decay-lambda", weightDecayLambda);
      Check.nonNegative("pathprox-rate", pathproxRate);
      Check.nonNegative("pathprox-lambda", pathproxLambda);
      drops = List.copyOf(drops);
      drops.forEach(Config::share);
      for (Map.Entry<String, Integer> count :
          Map.of(
                  "epochs", epochs,
                  "batch-size", batchSize,
                  "per-class", perClass,
                  "evaluation-images", evaluationImages)
              .entrySet()) {
        if (count.getValue() < 0) {
          throw new IllegalArgumentException(
              count.getKey() + " must be at least 0, got " + count.getValue());
        }
      }
    }

    private static double share(String text) {
      try {
        return Check.inRange("each of drops", Double.parseDouble(text), 0, 1);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "drops must be numbers separated by commas, got " + text, e);
      }
    }

    private GeneralisationTask chosen() {
      return GeneralisationTask.numbered(task);
    }

    private GeneralisationTask.Use use() {
      return new GeneralisationTask.Use(
          perClass == 0 ? chosen().perClass : perClass, evaluationImages);
    }

    private int allEpochs() {
      return epochs == 0 ? chosen().epochs : epochs;
    }

    private List<RegularisedTraining.Form> forms() {
      return RegularisedTraining.Form.all(methods, FORMS);
    }

    private ImageTraining.Plan plan(RegularisedTraining.Form form) {
      GeneralisationTask chosen = chosen();
      boolean decay = form == RegularisedTraining.Form.WEIGHT_DECAY;
      double rate = decay ? weightDecayRate : pathproxRate;
      double lambda = decay ? weightDecayLambda : pathproxLambda;
      List<Integer> last =
          drops.stream().map(drop -> (int) Math.round(share(drop) * allEpochs())).toList();
      return new ImageTraining.Plan(
          new RegularisedTraining(
              form,
              lambda == 0 ? chosen.lambda : lambda,
              new RegularisedTraining.Schedule(rate == 0 ? chosen.rate : rate, last)),
          chosen.network() + " " + use(),
          batchSize == 0 ? chosen.batchSize : batchSize,
          allEpochs(),
          false,
          true,
          chosen.cropFlip());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Weight decay and PathProx: accuracy on clean and corrupted images, active units";
  }

  @Override
  public String reference() {
    return "PathProx, Table 1";
  }

  @Override
  public Config defaults() {
    List<String> methods = List.of("weight-decay", "pathprox");
    return new Config(1, methods, 0, 0, 0, 0, List.of("0.5", "0.75"), 0, 0, 0, 0);
  }

  @Override
  public Config quick(Config full) {
    return new Config(
        full.task,
        full.methods,
        full.weightDecayRate,
        full.weightDecayLambda,
        full.pathproxRate,
        full.pathproxLambda,
        full.drops,
        least(full.epochs, QUICK_EPOCHS),
        full.batchSize,
        least(full.perClass, QUICK_PER_CLASS),
        least(full.evaluationImages, QUICK_EVALUATED));
  }

  private static int least(int given, int quick) {
    return given == 0 ? quick : Math.min(given, quick);
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return dataSets(defaults(), folders);
  }

  /** The published corrupted images too, where they are. */
  @Override
  public List<String> dataSets(Config config, DataFolders folders) {
    DataSet set = config.chosen().set(folders);
    return Stream.concat(
            Stream.of(set), CorruptedTest.files(config.chosen().set(folders), folders).stream())
        .map(DataSet::name)
        .toList();
  }

  @Override
  public Map<String, String> dataSetsBySetting() {
    return Map.of("task=3", "cifar10", "task=4", "svhn");
  }

  /**
   * A network after its last epoch; without a model where it diverged.
   *
   * @param results filled in as it is judged; NaN where it diverged
   */
  private record Trained(
      String method,
      ImageOutcome outcome,
      @Nullable ImageClassifier model,
      Map<String, Double> results) {

    /** A metric of the last epoch. */
    double last(String metric) {
      List<EpochRecord> history = outcome.history();
      return model == null
          ? Double.NaN
          : history.get(history.size() - 1).metrics().getOrDefault(metric, Double.NaN);
    }

    /** The mean of the accuracies on {@code sets}. */
    double accuracy(List<ImageDataset> sets, Device device) {
      return model == null
          ? Double.NaN
          : sets.stream()
              .mapToDouble(images -> ImageScores.of(model, images, device).accuracy())
              .average()
              .orElse(Double.NaN);
    }
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    context.folder().metrics().restart();
    ImageData data = load(config, context, context.seed(), true);
    data.describe(context.summary());
    List<Trained> all = train(config, context, data);
    if (all == null) {
      return;
    }
    ImageDataset test = Objects.requireNonNull(data.test());
    CorruptedTest corrupted = CorruptedTest.of(data.set(), test, context.data());
    Summary summary = context.summary();
    summary.note(summary.note() + "; " + corrupted.note());
    summary.metricsInRows();
    if (!judge(context, all, test, corrupted)) {
      return;
    }
    for (Trained one : all) {
      one.results.forEach(
          (metric, value) -> {
            if (Double.isFinite(value)) {
              summary.add(one.method, metric, value);
            } else {
              summary.diverged(one.method, metric);
            }
          });
    }
    compare(config, summary, corrupted);
    new Figures(context, data.label(), config, all, corrupted).write();
  }

  private static ImageData load(Config config, StudyContext context, long seed, boolean withTest)
      throws IOException {
    return config.chosen().load(context.data(), config.use(), seed, withTest);
  }

  /** One network for each method and seed; null if a stop was asked for. */
  private static @Nullable List<Trained> train(Config config, StudyContext context, ImageData first)
      throws IOException {
    GeneralisationTask task = config.chosen();
    List<Trained> all = new ArrayList<>();
    for (int i = 0; i < context.repeats(); i++) {
      long seed = context.seed() + i;
      ImageData data = i == 0 ? first : load(config, context, seed, false);
      ImageTraining training = new ImageTraining(context, data, seed);
      for (RegularisedTraining.Form form : config.forms()) {
        ImageTraining.Plan plan = config.plan(form);
        ImageOutcome outcome = task.train(training, plan);
        if (outcome == null) {
          return null;
        }
        ImageClassifier model =
            outcome.diverged() == null ? task.read(training.model(plan), context.device()) : null;
        all.add(new Trained(form.key, outcome, model, new LinkedHashMap<>()));
      }
    }
    return all;
  }

  /** Fills in all results, a corruption at a time; false if a stop was asked for. */
  private static boolean judge(
      StudyContext context, List<Trained> all, ImageDataset test, CorruptedTest corrupted)
      throws IOException {
    int steps = corrupted.corruptions().size();
    for (Trained one : all) {
      one.results.put(ImageComparison.TEST_ACCURACY, one.accuracy(List.of(test), context.device()));
      if (steps > 0) {
        one.results.put(corrupted.metric(MEAN), 0.0); // stands before its parts
      }
    }
    try (Progress.Task bar = context.progress().start("corruptions", steps)) {
      for (String corruption : corrupted.corruptions()) {
        if (context.stop().requested()) {
          return false;
        }
        List<ImageDataset> sets = corrupted.reader().read(corruption);
        for (Trained one : all) {
          double accuracy = one.accuracy(sets, context.device());
          one.results.put(corrupted.metric(corruption), accuracy);
          one.results.merge(corrupted.metric(MEAN), accuracy / steps, Double::sum);
        }
        bar.step(corruption);
      }
    }
    for (Trained one : all) {
      for (String metric : List.of(RegularisedTraining.ACTIVE, RegularisedTraining.PENALTY)) {
        one.results.put(metric, one.last(metric));
      }
      one.results.put("train_seconds", one.model == null ? Double.NaN : one.outcome.seconds());
    }
    return true;
  }

  private static void compare(Config config, Summary summary, CorruptedTest corrupted) {
    String decay = RegularisedTraining.Form.WEIGHT_DECAY.key;
    if (!config.methods.contains(decay)) {
      return;
    }
    for (String method : config.methods) {
      if (!method.equals(decay)) {
        summary.compare(method, decay, ImageComparison.TEST_ACCURACY);
        if (!corrupted.corruptions().isEmpty()) {
          summary.compare(method, decay, corrupted.metric(MEAN));
        }
      }
    }
  }

  /** The figures: the course of the first seed, and the accuracies of all. */
  private record Figures(
      StudyContext context,
      String label,
      Config config,
      List<Trained> all,
      CorruptedTest corrupted) {
    void write() throws IOException {
      String title = label + (context.quick() ? " (quick: not comparable)" : "");
      List<Trained> first = all.subList(0, config.methods.size());
      LearningCurves.write(
          context.folder().figure("epochs.png"),
          title + ", seed " + context.seed(),
          List.of(
              new Panel(
                  "Validation", "accuracy (%)", Scale.LINEAR, curves(first, ImageTask.ACCURACY)),
              new Panel(
                  "Sparsity",
                  "active units (%)",
                  Scale.LINEAR,
                  curves(first, RegularisedTraining.ACTIVE))));
      List<BarChart.Bar> bars = new ArrayList<>();
      bars.addAll(bars(ImageComparison.TEST_ACCURACY, "clean"));
      if (!corrupted.corruptions().isEmpty()) {
        bars.addAll(bars(corrupted.metric(MEAN), corrupted.origin()));
      }
      if (!bars.isEmpty()) {
        BarChart.write(
            context.folder().figure("accuracy.png"),
            new BarChart.Labels(
                title, "test accuracy (%)", config.chosen().network() + ": " + about(), ""),
            bars);
      }
    }

    private String about() {
      String mean = "mean and standard deviation over the seeds (" + context.repeats() + ")";
      return corrupted.corruptions().isEmpty()
          ? mean
          : mean + "; " + corrupted.origin() + ": mean of 15 corruptions";
    }

    private static List<Curve> curves(List<Trained> first, String metric) {
      return first.stream()
          .map(
              one -> {
                ImageOutcome outcome = one.outcome;
                List<EpochRecord> history = outcome.history();
                return new Curve(
                    one.method,
                    history.stream().map(record -> (double) record.epoch()).toList(),
                    history.stream()
                        .map(record -> record.metrics().getOrDefault(metric, Double.NaN))
                        .toList(),
                    outcome.diverged() == null
                        ? List.of()
                        : List.of((double) outcome.divergedEpoch()));
              })
          .toList();
    }

    /** A bar for each method none of whose seeds diverged. */
    private List<BarChart.Bar> bars(String metric, String kind) {
      List<BarChart.Bar> bars = new ArrayList<>();
      for (String method : config.methods) {
        List<Double> values = context.summary().values(method, metric);
        if (values.stream().allMatch(Double::isFinite)) {
          Sample sample = new Sample(values);
          bars.add(
              new BarChart.Bar(
                  kind + ": " + method, sample.mean(), sample.standardDeviation(), null));
        }
      }
      return bars;
    }
  }

  /** The validation accuracy after the last epoch. */
  @Override
  public Map<String, Double> validate(Config config, StudyContext context) throws IOException {
    ImageData data = load(config, context, context.seed(), false);
    data.describe(context.summary());
    List<Trained> all = train(config, context, data);
    Map<String, Double> scores = new LinkedHashMap<>();
    if (all != null) {
      all.forEach(one -> scores.put(one.method, one.last(ImageTask.ACCURACY)));
    }
    return scores;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
