package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.ImageDataset;
import org.moreau.engine.Check;
import org.moreau.model.ImageClassifier;
import org.moreau.training.ImageTask;

/** Accuracy on clean and corrupted images, and sparsity, of weight decay and PathProx. */
public final class PathProxGeneralisationStudy
    implements Study<PathProxGeneralisationStudy.Config> {
  private static final String NAME = "pathprox-generalisation";
  private static final double OF_THE_TASK = -1;
  private static final List<RegularisedTraining.Form> FORMS =
      List.of(
          RegularisedTraining.Form.WEIGHT_DECAY,
          RegularisedTraining.Form.WEIGHT_NORMALISATION,
          RegularisedTraining.Form.PATH_NORM_SGD,
          RegularisedTraining.Form.PATHPROX,
          RegularisedTraining.Form.PATHPROX_TRANSFER,
          RegularisedTraining.Form.PATHPROX_UNBALANCED);

  /** The settings; 0, and -1 for a lambda, stands for what the task has. */
  public record Config(
      @Setting("task: 1 MNIST subset, 2 MNIST, 3 CIFAR-10 or 4 SVHN (paper: the same)") int task,
      @Setting(
              "methods: weight-decay, weight-normalisation (Table 2), path-norm-sgd, pathprox,"
                  + " pathprox-transfer, pathprox-unbalanced (Table 3)")
          List<String> methods,
      @Setting(
              "learning rate of weight-decay and weight-normalisation; 0 for 0.1 (tasks 1, 2) or"
                  + " 0.03, from the paper's grid")
          double weightDecayRate,
      @Setting(
              "lambda of weight-decay and weight-normalisation; -1 for 1e-3 (task 1) or 1e-4, from"
                  + " the paper's grid")
          double weightDecayLambda,
      @Setting("learning rate of all others; 0 for 0.1 (tasks 1, 2) or 0.03, from the paper's grid")
          double pathproxRate,
      @Setting("lambda of all others; -1 for 1e-3 (task 1) or 1e-4, from the paper's grid")
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
      lambda("weight-decay-lambda", weightDecayLambda);
      Check.nonNegative("pathprox-rate", pathproxRate);
      lambda("pathprox-lambda", pathproxLambda);
      drops = List.copyOf(drops);
      shares(drops);
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

    private static void lambda(String setting, double value) {
      if (value != OF_THE_TASK && !(value >= 0 && value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            setting + " must be >= 0 and finite, or -1 for that of the task, got " + value);
      }
    }

    private static List<Double> shares(List<String> drops) {
      List<Double> shares = NumberList.real("drops", drops);
      shares.forEach(share -> Check.inRange("each of drops", share, 0, 1));
      return shares;
    }

    /** With the task's settings of a quick run. */
    Config small() {
      return new Config(
          task,
          methods,
          weightDecayRate,
          weightDecayLambda,
          pathproxRate,
          pathproxLambda,
          drops,
          least(epochs, chosen().quickEpochs()),
          batchSize,
          least(perClass, chosen().quickPerClass()),
          least(evaluationImages, chosen().quickEvaluated()));
    }

    private GeneralisationTask chosen() {
      return GeneralisationTask.numbered(task);
    }

    private ScaledImages.Use use() {
      int ofEachClass = perClass == 0 ? chosen().perClass : perClass;
      return new ScaledImages.Use(ofEachClass, evaluationImages, evaluationImages);
    }

    private int allEpochs() {
      return epochs == 0 ? chosen().epochs : epochs;
    }

    private List<RegularisedTraining.Form> forms() {
      return RegularisedTraining.Form.all(methods, FORMS);
    }

    private ImageTraining.Plan plan(RegularisedTraining.Form form) {
      GeneralisationTask chosen = chosen();
      boolean decay =
          form == RegularisedTraining.Form.WEIGHT_DECAY
              || form == RegularisedTraining.Form.WEIGHT_NORMALISATION;
      double rate = decay ? weightDecayRate : pathproxRate;
      double lambda = decay ? weightDecayLambda : pathproxLambda;
      List<Integer> last =
          shares(drops).stream().map(share -> (int) Math.round(share * allEpochs())).toList();
      return new ImageTraining.Plan(
          new RegularisedTraining(
              form,
              lambda == OF_THE_TASK ? chosen.lambda : lambda,
              new RateSchedule(rate == 0 ? chosen.rate : rate, last)),
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
    return "PathProx, Tables 1, 2 and 3";
  }

  @Override
  public Config defaults() {
    List<String> methods = List.of("weight-decay", "pathprox");
    return new Config(
        1, methods, 0, OF_THE_TASK, 0, OF_THE_TASK, List.of("0.5", "0.75"), 0, 0, 0, 0);
  }

  /** The task is known only when all settings are: see {@link Config#small}. */
  @Override
  public Config quick(Config full) {
    return full;
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

  @Override
  public void run(Config full, StudyContext context) throws IOException {
    Config config = context.quick() ? full.small() : full;
    context.folder().metrics().restart();
    ImageData data = images(config, context).load(context.data(), config.use(), context.seed());
    data.describe(context.summary());
    ImageDataset test = Objects.requireNonNull(data.test());
    CorruptedTest corrupted = CorruptedTest.of(data.set(), test, context.data());
    corrupted.check();
    List<JudgedNetwork> all = train(config, context, data);
    if (all == null) {
      return;
    }
    Summary summary = context.summary();
    summary.note(summary.note() + "; " + corrupted.note());
    summary.metricsInRows();
    if (!judge(context, all, test, corrupted)) {
      return;
    }
    for (JudgedNetwork one : all) {
      one.results()
          .forEach(
              (metric, value) -> {
                if (Double.isFinite(value)) {
                  summary.add(one.method(), metric, value);
                } else {
                  summary.diverged(one.method(), metric);
                }
              });
    }
    compare(config, summary, corrupted);
    if (all.stream().noneMatch(one -> one.model() != null)) {
      summary.fail(TrainingOutcome.NONE_WHOLE);
    }
    new GeneralisationFigures(
            context, data.label(), config.chosen().network(), config.methods, all, corrupted)
        .write();
  }

  private static ScaledImages images(Config config, StudyContext context) {
    return config.chosen().images(context.data());
  }

  /** One network for each method and seed; null if a stop was asked for. */
  private static @Nullable List<JudgedNetwork> train(
      Config config, StudyContext context, ImageData first) throws IOException {
    GeneralisationTask task = config.chosen();
    List<JudgedNetwork> all = new ArrayList<>();
    for (int i = 0; i < context.repeats(); i++) {
      long seed = context.seed() + i;
      ImageData data =
          i == 0 ? first : images(config, context).development(context.data(), config.use(), seed);
      ImageTraining training = new ImageTraining(context, data, seed);
      for (RegularisedTraining.Form form : config.forms()) {
        ImageTraining.Plan plan = config.plan(form);
        TrainingOutcome outcome = task.train(training, plan);
        if (outcome == null) {
          return null;
        }
        ImageClassifier model =
            outcome.diverged() == null ? task.read(training.model(plan), context.device()) : null;
        all.add(new JudgedNetwork(form.key, outcome, model, new LinkedHashMap<>()));
      }
    }
    return all;
  }

  /** Fills in all results, a corruption at a time; false if a stop was asked for. */
  private static boolean judge(
      StudyContext context, List<JudgedNetwork> all, ImageDataset test, CorruptedTest corrupted)
      throws IOException {
    int steps = corrupted.corruptions().size();
    for (JudgedNetwork one : all) {
      one.results()
          .put(ImageComparison.TEST_ACCURACY, one.accuracy(List.of(test), context.device()));
      if (steps > 0) {
        one.results().put(corrupted.metric(CorruptedTest.MEAN), 0.0); // stands before its parts
      }
    }
    try (Progress.Task bar = context.progress().start("corruptions", steps)) {
      for (String corruption : corrupted.corruptions()) {
        if (context.stop().requested()) {
          return false;
        }
        List<ImageDataset> sets = corrupted.reader().read(corruption);
        for (JudgedNetwork one : all) {
          double accuracy = one.accuracy(sets, context.device());
          one.results().put(corrupted.metric(corruption), accuracy);
          one.results().merge(corrupted.metric(CorruptedTest.MEAN), accuracy / steps, Double::sum);
        }
        bar.step(corruption);
      }
    }
    for (JudgedNetwork one : all) {
      for (String metric : List.of(RegularisedTraining.ACTIVE, RegularisedTraining.PENALTY)) {
        one.results().put(metric, one.last(metric));
      }
      one.results()
          .put("train_seconds", one.model() == null ? Double.NaN : one.outcome().seconds());
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
          summary.compare(method, decay, corrupted.metric(CorruptedTest.MEAN));
        }
      }
    }
  }

  /** The validation accuracy after the last epoch. */
  @Override
  public Map<String, Double> validate(Config full, StudyContext context) throws IOException {
    Config config = context.quick() ? full.small() : full;
    ImageData data =
        images(config, context).development(context.data(), config.use(), context.seed());
    data.describe(context.summary());
    List<JudgedNetwork> all = train(config, context, data);
    Map<String, Double> scores = new LinkedHashMap<>();
    if (all != null) {
      all.forEach(one -> scores.put(one.method(), one.last(ImageTask.ACCURACY)));
    }
    return scores;
  }

  @Override
  public int gridSeeds(Config config) {
    return config.evaluationImages == 0 || config.evaluationImages >= 1_000 ? 1 : 5;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
