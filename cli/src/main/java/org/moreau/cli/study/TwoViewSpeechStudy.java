package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.SpeakerNoise.Mixing;
import org.moreau.engine.Seeds;
import org.moreau.representation.SpeechTask;

/** Labelling of speech in two views by ProxNet and its baselines. */
public final class TwoViewSpeechStudy implements Study<TwoViewSpeechConfig> {
  private static final String NAME = "two-view-speech";
  private static final List<String> PAPER_NOISE = List.of("0", "20", "50", "80");
  private static final Map<String, Map<String, List<Double>>> PAPER =
      Map.of(
          "acoustic",
          Map.of(
              "vanilla", List.of(17.9, 19.3, 27.7, 45.1),
              "dcca", List.of(17.3, 18.8, 26.0, 45.1),
              "dccae", List.of(15.5, 16.7, 23.6, 43.9),
              "rrm", List.of(16.1, 16.6, 22.3, 40.7),
              "prox-net", List.of(12.9, 15.3, 21.6, 39.3)),
          "logit-average",
          Map.of(
              "vanilla", List.of(17.1, 19.1, 21.4, 24.4),
              "dcca", List.of(16.3, 16.3, 23.6, 34.9),
              "dccae", List.of(15.3, 15.9, 21.8, 34.8),
              "rrm", List.of(15.0, 16.9, 21.6, 23.9),
              "prox-net", List.of(10.5, 11.2, 16.6, 20.1)));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "ProxNet's CCA layer, DCCA, DCCAE and RRM label speech in two views through noise";
  }

  @Override
  public String reference() {
    return "ProxNet, section 5, Table 2";
  }

  @Override
  public TwoViewSpeechConfig defaults() {
    return new TwoViewSpeechConfig(
        TwoViewSpeechConfig.DIGITS,
        List.of("vanilla", "dcca", "dccae", "rrm", "prox-net"),
        List.of("acoustic", "logit-average"),
        PAPER_NOISE,
        Mixing.ADDED,
        0,
        0,
        0,
        1_000,
        0,
        15,
        32,
        0,
        5e-4,
        20,
        0,
        256,
        0,
        0.5,
        1,
        0.1,
        0.1,
        1,
        1);
  }

  @Override
  public TwoViewSpeechConfig quick(TwoViewSpeechConfig full) {
    return full.small();
  }

  @Override
  public Map<String, String> idle(TwoViewSpeechConfig config) {
    return config.idle();
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return dataSets(defaults(), folders);
  }

  @Override
  public List<String> dataSets(TwoViewSpeechConfig config, DataFolders folders) {
    return List.of(config.set().source().name());
  }

  @Override
  public Map<String, String> dataSetsBySetting() {
    return Map.of("data=" + TwoViewSpeechConfig.XRMB, "xrmb");
  }

  @Override
  public void run(TwoViewSpeechConfig config, StudyContext context) throws IOException {
    List<MultiviewComparison.Condition> conditions = conditions(config, context);
    if (!new MultiviewComparison(config.plans(), SpeechProblem.PER).run(context, conditions)) {
      return;
    }
    Summary summary = context.summary();
    summary.shown(shown(conditions));
    if (conditions.size() > 1) {
      summary.metricsInRows();
    }
    if (config.isXrmb()) {
      publish(config, conditions, summary);
    }
    new MultiviewFigure(context, config.methods(), conditions)
        .write(
            "per.png",
            SpeechProblem.PER,
            "phone error rate (%)",
            config.noise().size() > 1 ? TwoViewSpeechConfig.NOISE : "");
  }

  private static List<MultiviewComparison.Condition> conditions(
      TwoViewSpeechConfig config, StudyContext context) {
    return config.variants().stream()
        .map(
            variant ->
                new MultiviewComparison.Condition(
                    config.facts(variant),
                    (seed, tested) -> problem(config, variant, context, seed, tested)))
        .toList();
  }

  /** Both test modes; of one condition also each view alone. */
  private static List<String> shown(List<MultiviewComparison.Condition> conditions) {
    List<String> shown = new ArrayList<>();
    for (MultiviewComparison.Condition condition : conditions) {
      shown.add(condition.metric(SpeechProblem.PER));
      shown.add(condition.metric(SpeechProblem.BATCH_PER));
    }
    if (conditions.size() == 1) {
      shown.addAll(SpeechProblem.ALONE);
    }
    return shown;
  }

  private static void publish(
      TwoViewSpeechConfig config, List<MultiviewComparison.Condition> conditions, Summary summary) {
    List<TwoViewSpeechConfig.Variant> variants = config.variants();
    for (int i = 0; i < variants.size(); i++) {
      int column = PAPER_NOISE.indexOf(variants.get(i).noise());
      Map<String, List<Double>> paper = PAPER.getOrDefault(variants.get(i).prediction(), Map.of());
      if (column >= 0) {
        String metric = conditions.get(i).metric(SpeechProblem.PER);
        for (String method : config.methods()) {
          List<Double> row = paper.get(method);
          if (row != null) {
            summary.published(method, metric, row.get(column));
          }
        }
      }
    }
  }

  private static SpeechProblem problem(
      TwoViewSpeechConfig config,
      TwoViewSpeechConfig.Variant variant,
      StudyContext context,
      long seed,
      boolean tested)
      throws IOException {
    NoisySpeech speech = config.speech(variant);
    SpeechData data = speech.read(context.data(), seed, tested);
    data.describe(context.summary());
    return new SpeechProblem(
        data,
        speech.description() + " sequence=" + config.sequence(),
        context.folder().run().data().learntFrom(speech.set().source()),
        config.sizes(data.train()),
        variant.form(),
        new SpeechTask.Settings(
            config.batchSize(), Seeds.derive(seed, "batches"), context.device()));
  }

  @Override
  public Map<String, Double> validate(TwoViewSpeechConfig config, StudyContext context)
      throws IOException {
    return new MultiviewComparison(config.plans(), SpeechProblem.PER)
        .validate(context, conditions(config, context));
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
