package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSets;
import org.moreau.data.DevelopmentSplit;
import org.moreau.data.JapaneseVowels;
import org.moreau.data.LabelledSequence;
import org.moreau.data.Normalisation;
import org.moreau.data.SequenceDataset;
import org.moreau.engine.Check;
import org.moreau.model.ClassifierFile;
import org.moreau.model.SequenceClassifier;
import org.moreau.model.SequenceScores;
import org.moreau.training.SequenceTask;

/** LSTM, AdvLSTM and ProxLSTM on real speech: who of nine speakers says "ae". */
public final class JapaneseVowelsStudy implements Study<JapaneseVowelsStudy.Config> {
  private static final String NAME = "japanese-vowels";
  private static final String TEST_ACCURACY = "test_accuracy";
  private static final Map<RecurrentMethod, Double> PAPER =
      Map.of(
          RecurrentMethod.LSTM, 94.02,
          RecurrentMethod.ADV_LSTM, 94.96,
          RecurrentMethod.PROX_LSTM, 95.52);

  /** The settings; those that the paper does not state were chosen on validation data. */
  public record Config(
      @Setting("methods to compare; lstm, where the others start, is always trained")
          List<String> methods,
      @Setting("filters of the convolution (paper: 32)") int filters,
      @Setting(
              "width of the convolution in frames (paper: 3); an even one looks one frame further"
                  + " ahead than back")
          int kernel,
      @Setting("hidden units of the recurrent layer (paper: 64)") int hidden,
      @Setting("sequences in a batch") int batchSize,
      @Setting("learning rate of Adam (paper: 1e-3)") double learningRate,
      @Setting("weight decay, added to the gradient (paper: 1e-4)") double weightDecay,
      @Setting("most epochs of the plain LSTM (paper: to convergence)") int epochs,
      @Setting("most further epochs of every other method") int extraEpochs,
      @Setting("training ends after so many epochs without a lower validation loss") int patience,
      @Setting(
              "length of AdvLSTM's perturbation of a sequence, at the recurrent layer's input; chosen"
                  + " by --repeats 10 --set methods=adv-lstm --grid epsilon=1,2,3,4,5,8,12,16")
          double epsilon,
      @Setting(
              "size delta of the perturbation that ProxLSTM guards against; chosen by --repeats 10"
                  + " --set methods=prox-lstm --grid delta=0.5,0.7,1,1.5")
          double delta,
      @Setting("weight lambda of staying near the state; only delta^2/lambda matters")
          double lambda) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      methods = List.copyOf(methods);
      if (methods.isEmpty()) {
        throw new IllegalArgumentException(
            "methods must name at least one of " + String.join(", ", RecurrentMethod.keys()));
      }
      methods.forEach(RecurrentMethod::named);
      Check.positive("batch-size", batchSize);
      Check.positive("learning-rate", learningRate);
      Check.nonNegative("weight-decay", weightDecay);
      Check.positive("epochs", epochs);
      Check.positive("extra-epochs", extraEpochs);
      Check.positive("patience", patience);
      Check.nonNegative("epsilon", epsilon);
      Check.nonNegative("delta", delta);
      Check.positive("lambda", lambda);
      Check.nonNegative("delta^2/lambda", delta * delta / lambda);
      sizes(filters, kernel, hidden);
    }

    private static SequenceClassifier.Sizes sizes(int filters, int kernel, int hidden) {
      return new SequenceClassifier.Sizes(
          JapaneseVowels.FEATURES, filters, kernel, hidden, JapaneseVowels.SPEAKERS);
    }

    private RecurrentTraining.Plan plan(RecurrentMethod method) {
      return new RecurrentTraining.Plan(
          sizes(filters, kernel, hidden),
          batchSize,
          learningRate,
          weightDecay,
          method == RecurrentMethod.LSTM ? epochs : extraEpochs,
          patience,
          epsilon,
          delta,
          lambda);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "LSTM, AdvLSTM and ProxLSTM recognise nine speakers; test accuracy and features";
  }

  @Override
  public String reference() {
    return "ProxNet, section 6.4, Table 4 (JV), Figure 7";
  }

  @Override
  public Config defaults() {
    return new Config(RecurrentMethod.keys(), 32, 3, 64, 32, 1e-3, 1e-4, 200, 60, 50, 2, 1, 1);
  }

  @Override
  public Config quick(Config full) {
    return new Config(
        full.methods,
        full.filters,
        full.kernel,
        full.hidden,
        full.batchSize,
        full.learningRate,
        full.weightDecay,
        Math.min(full.epochs, 15),
        Math.min(full.extraEpochs, 5),
        full.patience,
        full.epsilon,
        full.delta,
        full.lambda);
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of(NAME);
  }

  /** A repeat's data, normalised by its training part. */
  private record Repeat(long seed, Normalisation normalisation, DevelopmentSplit parts) {
    static Repeat load(StudyContext context, long seed) throws IOException {
      DevelopmentSplit raw = JapaneseVowels.development(context.data(), seed);
      Normalisation normalisation = Normalisation.of(raw.train());
      return new Repeat(
          seed,
          normalisation,
          new DevelopmentSplit(
              normalisation.apply(raw.train()), normalisation.apply(raw.validation())));
    }
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    // Everything is read before anything is written: bad data then leave no folder behind.
    SequenceDataset test = JapaneseVowels.test(context.data());
    List<Repeat> repeats = new ArrayList<>();
    for (int i = 0; i < context.repeats(); i++) {
      repeats.add(Repeat.load(context, context.seed() + i));
    }
    describe(context.summary(), repeats.get(0).parts, test);
    context.folder().metrics().restart();
    Map<String, RecurrentFigures.First> first = new LinkedHashMap<>();
    for (Repeat repeat : repeats) {
      Map<RecurrentMethod, RecurrentTraining.Trained> trained = train(config, context, repeat);
      if (trained.isEmpty()) {
        return;
      }
      int start = 1;
      for (Map.Entry<RecurrentMethod, RecurrentTraining.Trained> entry : trained.entrySet()) {
        String key = entry.getKey().key();
        SequenceScores scores = finish(context, repeat, test, key, entry.getValue());
        if (repeat.seed == context.seed()) {
          first.put(
              key,
              new RecurrentFigures.First(
                  start, entry.getValue().history(), scores.features(), labels(test)));
        }
        if (entry.getKey() == RecurrentMethod.LSTM) {
          start = entry.getValue().history().size() + 1;
        }
      }
    }
    conclude(context, first);
  }

  private static void describe(Summary summary, DevelopmentSplit parts, SequenceDataset test) {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("train", parts.train().size());
    sizes.put("validation", parts.validation().size());
    sizes.put("test", test.size());
    summary.data(NAME, sizes);
  }

  /** Tests a trained method, records its results and stores its model. */
  private static SequenceScores finish(
      StudyContext context,
      Repeat repeat,
      SequenceDataset test,
      String key,
      RecurrentTraining.Trained trained)
      throws IOException {
    SequenceScores scores =
        SequenceScores.of(trained.model(), repeat.normalisation.apply(test), context.device());
    Summary summary = context.summary();
    summary.add(key, TEST_ACCURACY, scores.accuracy());
    trained.best().metrics().forEach((metric, value) -> summary.add(key, metric, value));
    summary.add(key, "best_epoch", trained.best().epoch());
    summary.add(key, "train_seconds", trained.seconds());
    if (!trained.converged()) {
      context
          .out()
          .println(
              key
                  + ", seed "
                  + repeat.seed
                  + ": proximal solves of training did not converge, relative error up to "
                  + trained.solveError()
                  + ", tolerance "
                  + RecurrentTraining.TOLERANCE
                  + "; lower delta^2/lambda");
    }
    new ClassifierFile(
            trained.model(), repeat.normalisation, speakers(), NAME, trained.description())
        .write(context.folder().checkpoint(modelFile(key, repeat.seed)));
    return scores;
  }

  private static void conclude(StudyContext context, Map<String, RecurrentFigures.First> first)
      throws IOException {
    Summary summary = context.summary();
    PAPER.forEach((method, value) -> summary.published(method.key(), TEST_ACCURACY, value));
    List<String> keys = summary.methods();
    for (int a = 1; a < keys.size(); a++) {
      for (int b = 0; b < a; b++) {
        summary.compare(keys.get(a), keys.get(b), TEST_ACCURACY);
      }
    }
    RecurrentFigures figures = new RecurrentFigures(context, "Japanese Vowels");
    figures.accuracy(TEST_ACCURACY);
    figures.learningCurves(first);
    figures.features(first, speakers());
  }

  /** Every method's result for one seed; empty if a stop was asked for. */
  private static Map<RecurrentMethod, RecurrentTraining.Trained> train(
      Config config, StudyContext context, Repeat repeat) throws IOException {
    RecurrentTraining training =
        new RecurrentTraining(
            context,
            fingerprint(context.folder(), repeat.seed),
            repeat.parts.train(),
            repeat.parts.validation());
    Map<RecurrentMethod, RecurrentTraining.Trained> trained = new EnumMap<>(RecurrentMethod.class);
    RecurrentTraining.Plan plan = config.plan(RecurrentMethod.LSTM);
    RecurrentTraining.Trained plain = training.train(RecurrentMethod.LSTM, plan, null, plan);
    if (plain == null) {
      return Map.of();
    }
    trained.put(RecurrentMethod.LSTM, plain);
    for (String key : config.methods) {
      RecurrentMethod method = RecurrentMethod.named(key);
      if (method != RecurrentMethod.LSTM) {
        RecurrentTraining.Trained result =
            training.train(method, config.plan(method), plain.last(), plan);
        if (result == null) {
          return Map.of();
        }
        trained.put(method, result);
      }
    }
    return trained;
  }

  private static RecurrentFingerprint fingerprint(RunFolder folder, long seed) {
    return new RecurrentFingerprint(DataSets.named(NAME), folder.run(), seed);
  }

  @Override
  public Map<String, Double> validate(Config config, StudyContext context) throws IOException {
    Map<String, Double> scores = new LinkedHashMap<>();
    train(config, context, Repeat.load(context, context.seed()))
        .forEach(
            (method, trained) -> {
              if (config.methods.contains(method.key())) {
                scores.put(
                    method.key(),
                    -trained.best().metrics().getOrDefault(SequenceTask.LOSS, Double.NaN));
              }
            });
    return scores;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) throws IOException {
    String key = method == null ? RecurrentMethod.PROX_LSTM.key() : method;
    RecurrentMethod named = RecurrentMethod.named(key);
    long seed = run.run().seed();
    Path path = run.checkpoint(modelFile(key, seed));
    ClassifierFile file = ClassifierFile.read(path);
    Config config = Settings.of(defaults()).with(run.path().toString(), run.settings()).config();
    String wanted =
        fingerprint(run, seed)
            .description(named, config.plan(named), config.plan(RecurrentMethod.LSTM));
    if (!file.training().equals(wanted)) {
      throw new IllegalArgumentException(
          path
              + " is not the model of this run: it says \""
              + file.training()
              + "\" where the run's settings say \""
              + wanted
              + "\"");
    }
    return new SequencePredictor(file);
  }

  private static int[] labels(SequenceDataset dataset) {
    return dataset.sequences().stream().mapToInt(LabelledSequence::label).toArray();
  }

  private static String modelFile(String key, long seed) {
    return key + "-seed" + seed + ".safetensors";
  }

  private static List<String> speakers() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= JapaneseVowels.SPEAKERS; i++) {
      names.add("speaker " + i);
    }
    return names;
  }
}
