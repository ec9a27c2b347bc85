package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;
import org.moreau.data.DataFolders;
import org.moreau.data.JapaneseVowels;
import org.moreau.data.LabelledSequences;
import org.moreau.data.SequenceSet;
import org.moreau.training.EpochRecord;
import org.moreau.training.SequenceTask;

/** The four methods of the library in one run, beside each of them alone and none. */
public final class CombinedStudy implements Study<CombinedConfig> {
  private static final String NAME = "combined";
  private static final SequenceSet SET = new JapaneseVowels();
  private static final int QUICK_EPOCHS = 15;
  private static final String SECONDS = "train_seconds";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "ProxLSTM, ProxProp, PathProx and a proximal layer train one network, alone and together";
  }

  @Override
  public String reference() {
    return "none of its own; the methods of ProxNet, ProxProp and PathProx";
  }

  @Override
  public CombinedConfig defaults() {
    return new CombinedConfig(
        CombinedMethod.keys(), 32, 3, 64, 64, 32, 1e-3, 100, 1, 1, 0.05, 0.1, 0.03);
  }

  @Override
  public CombinedConfig quick(CombinedConfig full) {
    return full.atMost(QUICK_EPOCHS);
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of(SET.source().name());
  }

  @Override
  public Map<String, String> idle(CombinedConfig config) {
    return config.idle();
  }

  @Override
  public void run(CombinedConfig config, StudyContext context) throws IOException {
    Map<String, TrainingOutcome> first = new LinkedHashMap<>();
    for (int i = 0; i < context.repeats(); i++) {
      long seed = context.seed() + i;
      RecurrentProblem.Parts parts = problem(config).load(context.data(), seed);
      LabelledSequences test = parts.test(context.data());
      if (i == 0) {
        new PartSizes(parts.train().size(), parts.validation().size(), test.size())
            .describe(context.summary(), SET.source().name(), SET.label());
        context.folder().metrics().restart();
      }
      CombinedTraining training = new CombinedTraining(context, config, SET, seed, parts, test);
      for (CombinedMethod method : config.all()) {
        TrainingOutcome outcome = training.train(method);
        if (outcome == null) {
          return;
        }
        record(context.summary(), method.key(), outcome);
        if (i == 0) {
          first.put(method.key(), outcome);
        }
      }
    }
    conclude(config, context, first);
  }

  private static RecurrentProblem problem(CombinedConfig config) {
    return new FramesProblem(SET, "", 0, CombinedTraining.sizes(config, SET));
  }

  private static void record(Summary summary, String method, TrainingOutcome outcome) {
    boolean whole = outcome.diverged() == null;
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (String result :
        List.of(
            CombinedTraining.TEST,
            PrunedTraining.TEST_PRUNED,
            CombinedTraining.UNITS,
            CombinedTraining.PARAMETERS)) {
      metrics.put(result, outcome.result(result));
    }
    for (String metric :
        List.of(RegularisedTraining.PENALTY, SequenceTask.ACCURACY, SequenceTask.LOSS)) {
      metrics.put(metric, whole ? outcome.best(metric) : Double.NaN);
    }
    metrics.put("best_epoch", whole ? outcome.bestEpoch() : Double.NaN);
    metrics.put(SECONDS, whole ? outcome.seconds() : Double.NaN);
    metrics.forEach(
        (metric, value) -> {
          if (Double.isFinite(value)) {
            summary.add(method, metric, value);
          } else {
            summary.diverged(method, metric);
          }
        });
  }

  private static void conclude(
      CombinedConfig config, StudyContext context, Map<String, TrainingOutcome> first)
      throws IOException {
    Summary summary = context.summary();
    summary.shown(
        List.of(
            CombinedTraining.TEST,
            PrunedTraining.TEST_PRUNED,
            CombinedTraining.UNITS,
            CombinedTraining.PARAMETERS,
            RegularisedTraining.PENALTY,
            SequenceTask.LOSS,
            SECONDS));
    for (CombinedMethod method : config.all()) {
      for (CombinedMethod base : config.all()) {
        boolean isAdded = base == CombinedMethod.PLAIN || method == CombinedMethod.COMBINED;
        if (isAdded && method != base) {
          summary.compare(method.key(), base.key(), CombinedTraining.TEST);
        }
      }
    }
    if (summary.methods().stream()
        .allMatch(
            key -> summary.values(key, CombinedTraining.TEST).stream().allMatch(v -> v.isNaN()))) {
      summary.fail(TrainingOutcome.NONE_WHOLE);
      return;
    }
    new RecurrentFigures(context, SET.label(), RecurrentCell.LSTM).accuracy(CombinedTraining.TEST);
    List<Curve> loss = curves(first, EpochRecord::trainLoss);
    List<Curve> validation = curves(first, SequenceTask.LOSS);
    List<Curve> pathNorm = curves(first, RegularisedTraining.PENALTY);
    List<Curve> active = curves(first, RegularisedTraining.ACTIVE);
    List<Panel> panels =
        new ArrayList<>(
            List.of(
                new Panel("Training", "cross-entropy", Scale.LOGARITHMIC, loss),
                new Panel("Validation", "cross-entropy", Scale.LOGARITHMIC, validation),
                new Panel("Head", "path norm", ImageFigures.scale(pathNorm), pathNorm)));
    if (active.stream().flatMap(curve -> curve.values().stream()).distinct().count() > 1) {
      panels.add(new Panel("Head", "active units (%)", Scale.LINEAR, active));
    }
    LearningCurves.write(
        context.folder().figure("learning-curves.png"),
        SET.label()
            + ", seed "
            + context.seed()
            + (context.quick() ? " (quick: not comparable)" : ""),
        panels,
        CombinedMethod.keys());
  }

  private static List<Curve> curves(Map<String, TrainingOutcome> outcomes, String metric) {
    return curves(outcomes, record -> record.metrics().getOrDefault(metric, Double.NaN));
  }

  private static List<Curve> curves(
      Map<String, TrainingOutcome> outcomes, ToDoubleFunction<EpochRecord> value) {
    List<Curve> curves = new ArrayList<>();
    outcomes.forEach(
        (method, outcome) -> curves.add(ImageFigures.byIteration(method, outcome, 1, value)));
    return curves;
  }

  /** Minus the lowest validation loss of each method; NaN where it diverged. */
  @Override
  public Map<String, Double> validate(CombinedConfig config, StudyContext context)
      throws IOException {
    RecurrentProblem.Parts parts = problem(config).load(context.data(), context.seed());
    new PartSizes(parts.train().size(), parts.validation().size(), 0)
        .describe(context.summary(), SET.source().name(), SET.label());
    CombinedTraining training =
        new CombinedTraining(context, config, SET, context.seed(), parts, null);
    Map<String, Double> scores = new LinkedHashMap<>();
    for (CombinedMethod method : config.all()) {
      TrainingOutcome outcome = training.train(method);
      if (outcome == null) {
        return Map.of();
      }
      scores.put(
          method.key(), outcome.diverged() == null ? -outcome.best(SequenceTask.LOSS) : Double.NaN);
    }
    return scores;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " predicts nothing; its networks are in networks/");
  }
}
