package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.moreau.data.LabelledSequences;
import org.moreau.model.SequenceScores;
import org.moreau.model.StateChange;
import org.moreau.recurrent.ProxRecurrent;
import org.moreau.training.SequenceTask;

/**
 * Trains, tests and compares recurrent classifiers on one problem.
 *
 * @param published test accuracies of the paper in percent
 */
record RecurrentComparison(
    RecurrentProblem problem,
    RecurrentPlan plan,
    RobustnessConfig robustness,
    Map<RecurrentMethod, Double> published) {
  private static final String TEST_ACCURACY = "test_accuracy";

  /** Compares all methods over all repeats; stopped, it returns early. */
  void run(StudyContext context) throws IOException {
    try {
      compare(context);
    } catch (CancellationException stopped) {
      // All that was finished is stored.
    }
  }

  private void compare(StudyContext context) throws IOException {
    RobustnessMeasurement attacks = new RobustnessMeasurement(robustness, context);
    attacks.requireAttacks();
    // Data is read before anything is written: bad data then leave no folder behind.
    RecurrentProblem.Parts parts = problem.parts(context.data(), context.seed());
    LabelledSequences test = test(context, parts);
    PartSizes sizes = sizes(parts, test);
    context.folder().metrics().restart();
    Map<String, RecurrentFigures.First> first = new LinkedHashMap<>();
    for (int i = 0; i < context.repeats(); i++) {
      long seed = context.seed() + i;
      if (i > 0) {
        parts = problem.parts(context.data(), seed);
        test = test(context, parts);
        sizes = sizes.with(sizes(parts, test));
      }
      Map<RecurrentMethod, RecurrentTraining.Trained> trained = train(context, seed, parts);
      if (trained.isEmpty()) {
        return;
      }
      for (Map.Entry<RecurrentMethod, RecurrentTraining.Trained> entry : trained.entrySet()) {
        String key = entry.getKey().key();
        SequenceScores scores = finish(context, seed, parts, test, key, entry.getValue());
        if (!attacks.measure(key, seed, entry.getValue(), test)) {
          return;
        }
        if (i == 0) {
          first.put(
              key,
              new RecurrentFigures.First(
                  firstEpoch(entry.getKey(), trained),
                  entry.getValue().history(),
                  scores.features(),
                  test.labels()));
        }
      }
    }
    sizes.describe(context.summary(), problem.source().name(), problem.label());
    conclude(context, first, attacks, test.size());
  }

  private static LabelledSequences test(StudyContext context, RecurrentProblem.Parts parts)
      throws IOException {
    return new StoppableSequences(parts.test(context.data()), context.stop());
  }

  private static PartSizes sizes(RecurrentProblem.Parts parts, LabelledSequences test) {
    return new PartSizes(parts.train().size(), parts.validation().size(), test.size());
  }

  /** Epochs count on from those of the method that it starts from. */
  private int firstEpoch(
      RecurrentMethod method, Map<RecurrentMethod, RecurrentTraining.Trained> trained) {
    RecurrentMethod start = plan.start(method);
    return start == null
        ? 1
        : firstEpoch(start, trained) + Objects.requireNonNull(trained.get(start)).history().size();
  }

  /** Tests a trained method, records its results and stores its model. */
  private SequenceScores finish(
      StudyContext context,
      long seed,
      RecurrentProblem.Parts parts,
      LabelledSequences test,
      String key,
      RecurrentTraining.Trained trained)
      throws IOException {
    SequenceScores scores = SequenceScores.of(trained.model(), test, context.device());
    Summary summary = context.summary();
    summary.add(key, TEST_ACCURACY, scores.accuracy());
    trained.best().metrics().forEach((metric, value) -> summary.add(key, metric, value));
    if (trained.model().layer() instanceof ProxRecurrent layer) {
      double change = StateChange.of(trained.model(), layer, test, context.device());
      summary.add(key, "state_change", change);
    }
    summary.add(key, "best_epoch", trained.best().epoch());
    summary.add(key, "train_seconds", trained.seconds());
    if (!trained.converged()) {
      context
          .out()
          .println(
              key
                  + ", seed "
                  + seed
                  + ": proximal solves of training did not converge, relative error up to "
                  + trained.solveError()
                  + ", tolerance "
                  + RecurrentTraining.TOLERANCE
                  + "; lower delta^2/lambda");
    }
    parts.write(
        context.folder().checkpoint(modelFile(key, seed)), trained.model(), trained.description());
    return scores;
  }

  private void conclude(
      StudyContext context,
      Map<String, RecurrentFigures.First> first,
      RobustnessMeasurement attacks,
      int tested)
      throws IOException {
    Summary summary = context.summary();
    published.forEach((method, value) -> summary.published(method.key(), TEST_ACCURACY, value));
    List<String> compared = new ArrayList<>(List.of(TEST_ACCURACY));
    compared.addAll(attacks.areas());
    List<String> keys = summary.methods();
    for (String metric : compared) {
      for (int a = 1; a < keys.size(); a++) {
        for (int b = 0; b < a; b++) {
          summary.compare(keys.get(a), keys.get(b), metric);
        }
      }
    }
    RecurrentFigures figures = new RecurrentFigures(context, problem.label(), plan.cell());
    figures.accuracy(TEST_ACCURACY);
    figures.learningCurves(first);
    figures.features(first, problem.classes());
    attacks.conclude(figures, tested);
  }

  /** Every method's result for one seed; empty if a stop was asked for. */
  private Map<RecurrentMethod, RecurrentTraining.Trained> train(
      StudyContext context, long seed, RecurrentProblem.Parts parts) throws IOException {
    RecurrentTraining training =
        new RecurrentTraining(context, fingerprint(context.folder(), seed), plan, parts);
    Map<RecurrentMethod, RecurrentTraining.Trained> trained = new EnumMap<>(RecurrentMethod.class);
    for (RecurrentMethod method : plan.trained()) {
      RecurrentMethod start = plan.start(method);
      RecurrentTraining.Trained result =
          training.train(
              method, start == null ? null : Objects.requireNonNull(trained.get(start)).last());
      if (result == null) {
        return Map.of();
      }
      trained.put(method, result);
    }
    return trained;
  }

  private RecurrentFingerprint fingerprint(RunFolder folder, long seed) {
    return new RecurrentFingerprint(problem.source(), problem.variant(), folder.run(), seed);
  }

  /** Minus the lowest validation loss of each method; nothing is attacked. */
  Map<String, Double> validate(StudyContext context) throws IOException {
    if (!robustness.attacks().isEmpty()) {
      throw new IllegalArgumentException(
          "attacks must be empty with --grid, which judges on validation data alone, got "
              + String.join(",", robustness.attacks()));
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    train(context, context.seed(), problem.parts(context.data(), context.seed()))
        .forEach(
            (method, trained) -> {
              if (plan.methods().contains(method.key())) {
                scores.put(
                    method.key(),
                    -trained.best().metrics().getOrDefault(SequenceTask.LOSS, Double.NaN));
              }
            });
    return scores;
  }

  /** The model of {@code method}, the proximal one if null, that a finished run has left. */
  Predictor predictor(RunFolder run, @Nullable String method) throws IOException {
    RecurrentCell cell = plan.cell();
    RecurrentMethod named = method == null ? cell.proximal() : cell.named(method);
    long seed = run.run().seed();
    Path path = run.checkpoint(modelFile(named.key(), seed));
    RecurrentProblem.Stored stored = problem.read(path);
    String wanted = fingerprint(run, seed).description(named, plan);
    if (!stored.training().equals(wanted)) {
      throw new IllegalArgumentException(
          path
              + " is not the model of this run: it says \""
              + stored.training()
              + "\" where the run's settings say \""
              + wanted
              + "\"");
    }
    return stored.predictor();
  }

  private static String modelFile(String key, long seed) {
    return key + "-seed" + seed + ".safetensors";
  }
}
