package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.LabelledSequence;
import org.moreau.data.SequenceDataset;
import org.moreau.data.SequenceSet;
import org.moreau.model.ClassifierFile;
import org.moreau.model.SequenceScores;
import org.moreau.training.SequenceTask;

/**
 * Trains, tests and compares recurrent classifiers of one set of sequences.
 *
 * @param variant what is different about the set, for the fingerprints of checkpoints
 * @param published test accuracies of the paper in percent
 */
record RecurrentComparison(
    SequenceSet set,
    String variant,
    RecurrentConfig config,
    Map<RecurrentMethod, Double> published) {
  private static final String TEST_ACCURACY = "test_accuracy";

  /** Compares all methods over all repeats; stopped, it returns early. */
  void run(StudyContext context) throws IOException {
    RobustnessMeasurement robustness = new RobustnessMeasurement(config.robustness(), context);
    robustness.requireAttacks();
    // Data is read before anything is written: bad data then leave no folder behind.
    SequenceDataset test = set.test(context.data());
    RecurrentData data = load(context, context.seed());
    new PartSizes(data.train().size(), data.validation().size(), test.size())
        .describe(context.summary(), set.source().name(), label());
    context.folder().metrics().restart();
    Map<String, RecurrentFigures.First> first = new LinkedHashMap<>();
    for (int i = 0; i < context.repeats(); i++) {
      if (i > 0) {
        data = load(context, context.seed() + i);
      }
      Map<RecurrentMethod, RecurrentTraining.Trained> trained = train(context, data);
      if (trained.isEmpty()) {
        return;
      }
      SequenceDataset normalised = data.normalisation().apply(test);
      int start = 1;
      for (Map.Entry<RecurrentMethod, RecurrentTraining.Trained> entry : trained.entrySet()) {
        String key = entry.getKey().key();
        SequenceScores scores = finish(context, data, normalised, key, entry.getValue());
        if (!robustness.measure(key, data.seed(), entry.getValue(), normalised)) {
          return;
        }
        if (i == 0) {
          first.put(
              key,
              new RecurrentFigures.First(
                  start, entry.getValue().history(), scores.features(), labels(test)));
        }
        if (entry.getKey().isPlain()) {
          start = entry.getValue().history().size() + 1;
        }
      }
    }
    conclude(context, first, robustness, test.size());
  }

  private RecurrentData load(StudyContext context, long seed) throws IOException {
    return RecurrentData.load(set, config.sequences(), context.data(), seed);
  }

  private String label() {
    return set.label()
        + (config.sequences() == 0 ? "" : ", " + config.sequences() + " training sequences drawn");
  }

  /** Tests a trained method, records its results and stores its model. */
  private SequenceScores finish(
      StudyContext context,
      RecurrentData data,
      SequenceDataset test,
      String key,
      RecurrentTraining.Trained trained)
      throws IOException {
    SequenceScores scores = SequenceScores.of(trained.model(), test, context.device());
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
                  + data.seed()
                  + ": proximal solves of training did not converge, relative error up to "
                  + trained.solveError()
                  + ", tolerance "
                  + RecurrentTraining.TOLERANCE
                  + "; lower delta^2/lambda");
    }
    new ClassifierFile(
            trained.model(),
            data.normalisation(),
            set.classes(),
            set.source().name(),
            trained.description())
        .write(context.folder().checkpoint(modelFile(key, data.seed())));
    return scores;
  }

  private void conclude(
      StudyContext context,
      Map<String, RecurrentFigures.First> first,
      RobustnessMeasurement robustness,
      int tested)
      throws IOException {
    Summary summary = context.summary();
    published.forEach((method, value) -> summary.published(method.key(), TEST_ACCURACY, value));
    List<String> compared = new ArrayList<>(List.of(TEST_ACCURACY));
    compared.addAll(robustness.areas());
    List<String> keys = summary.methods();
    for (String metric : compared) {
      for (int a = 1; a < keys.size(); a++) {
        for (int b = 0; b < a; b++) {
          summary.compare(keys.get(a), keys.get(b), metric);
        }
      }
    }
    RecurrentFigures figures = new RecurrentFigures(context, label(), config.cell());
    figures.accuracy(TEST_ACCURACY);
    figures.learningCurves(first);
    figures.features(first, set.classes());
    robustness.conclude(figures, tested);
  }

  /** Every method's result for one seed; empty if a stop was asked for. */
  private Map<RecurrentMethod, RecurrentTraining.Trained> train(
      StudyContext context, RecurrentData data) throws IOException {
    RecurrentTraining training =
        new RecurrentTraining(
            context, fingerprint(context.folder(), data.seed()), data.train(), data.validation());
    Map<RecurrentMethod, RecurrentTraining.Trained> trained = new EnumMap<>(RecurrentMethod.class);
    RecurrentMethod start = config.cell().plain();
    RecurrentTraining.Plan plan = config.plan(start, set);
    RecurrentTraining.Trained plain = training.train(start, plan, null, plan);
    if (plain == null) {
      return Map.of();
    }
    trained.put(start, plain);
    for (String key : config.methods()) {
      RecurrentMethod method = config.cell().named(key);
      if (method != start) {
        RecurrentTraining.Trained result =
            training.train(method, config.plan(method, set), plain.last(), plan);
        if (result == null) {
          return Map.of();
        }
        trained.put(method, result);
      }
    }
    return trained;
  }

  private RecurrentFingerprint fingerprint(RunFolder folder, long seed) {
    String drawn = config.sequences() == 0 ? "" : "sequences=" + config.sequences();
    return new RecurrentFingerprint(
        set.source(), (variant + " " + drawn).strip(), folder.run(), seed);
  }

  /** Minus the lowest validation loss of each method; nothing is attacked. */
  Map<String, Double> validate(StudyContext context) throws IOException {
    if (!config.robustness().attacks().isEmpty()) {
      throw new IllegalArgumentException(
          "attacks must be empty with --grid, which judges on validation data alone, got "
              + String.join(",", config.robustness().attacks()));
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    train(context, load(context, context.seed()))
        .forEach(
            (method, trained) -> {
              if (config.methods().contains(method.key())) {
                scores.put(
                    method.key(),
                    -trained.best().metrics().getOrDefault(SequenceTask.LOSS, Double.NaN));
              }
            });
    return scores;
  }

  /** The model of {@code method}, the proximal one if null, that a finished run has left. */
  Predictor predictor(RunFolder run, @Nullable String method) throws IOException {
    RecurrentCell cell = config.cell();
    RecurrentMethod named = method == null ? cell.proximal() : cell.named(method);
    long seed = run.run().seed();
    Path path = run.checkpoint(modelFile(named.key(), seed));
    ClassifierFile file = ClassifierFile.read(path);
    String wanted =
        fingerprint(run, seed)
            .description(named, config.plan(named, set), config.plan(cell.plain(), set));
    if (!file.training().equals(wanted)) {
      throw new IllegalArgumentException(
          path
              + " is not the model of this run: it says \""
              + file.training()
              + "\" where the run's settings say \""
              + wanted
              + "\"");
    }
    return new SequencePredictor(file, set);
  }

  private static int[] labels(SequenceDataset dataset) {
    return dataset.sequences().stream().mapToInt(LabelledSequence::label).toArray();
  }

  private static String modelFile(String key, long seed) {
    return key + "-seed" + seed + ".safetensors";
  }
}
