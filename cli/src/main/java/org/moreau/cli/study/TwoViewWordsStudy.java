package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.figure.BarChart;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.RatedWords;
import org.moreau.engine.Seeds;
import org.moreau.evaluation.Sample;
import org.moreau.representation.ReconstructionTask;

/**
 * Similarity of words from codes of their vectors in two languages, by ProxNet and its baselines.
 */
public final class TwoViewWordsStudy implements Study<TwoViewWordsConfig> {
  private static final String NAME = "two-view-words";
  private static final String PROX_NET = MultiviewForm.PROX_NET.key;
  private static final String BATCH_MEAN = RatedTests.MEAN + WordsProblem.BATCH;

  /** Of Table 3, its columns in the order of {@link WordsProblem#metrics}. */
  private static final Map<String, List<Double>> PAPER =
      Map.of(
          "baseline", List.of(73.4, 52.7, 77.8, 63.3, 67.7, 44.2, 37.2, 29.1),
          "lin-cca", List.of(73.8, 68.5, 76.1, 73.0, 67.0, 62.9, 37.8, 43.3),
          "dcca", List.of(73.9, 69.1, 78.7, 74.1, 66.6, 64.7, 38.8, 43.3),
          "dccae", List.of(72.4, 69.7, 75.7, 74.7, 65.9, 64.2, 36.7, 41.8),
          "rrm", List.of(72.4, 69.7, 75.7, 74.7, 65.9, 64.2, 36.7, 41.8),
          "prox-net", List.of(75.4, 69.2, 78.3, 75.4, 71.0, 66.8, 40.0, 44.2));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "ProxNet's CCA layer, DCCA and DCCAE: similarity of English and German words";
  }

  @Override
  public String reference() {
    return "ProxNet, section 5, Table 3";
  }

  @Override
  public TwoViewWordsConfig defaults() {
    return new TwoViewWordsConfig(
        WordData.PARALLEL_TEXT,
        List.of("baseline", "lin-cca", "vanilla", "dcca", "dccae", "prox-net"),
        50,
        0,
        0.2,
        0.3,
        1,
        256,
        200,
        0.1,
        1,
        1,
        300,
        0.1,
        List.of("100", "200"),
        0.99,
        5e-4);
  }

  @Override
  public TwoViewWordsConfig quick(TwoViewWordsConfig full) {
    return full.small();
  }

  @Override
  public Map<String, String> idle(TwoViewWordsConfig config) {
    return config.idle();
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return dataSets(defaults(), folders);
  }

  @Override
  public List<String> dataSets(TwoViewWordsConfig config, DataFolders folders) {
    return Stream.of(config.set(), new RatedWords()).map(DataSet::name).toList();
  }

  @Override
  public Map<String, String> dataSetsBySetting() {
    return Map.of("data=fasttext", "fasttext");
  }

  @Override
  public void run(TwoViewWordsConfig config, StudyContext context) throws IOException {
    WordData words = config.read(context.data(), true);
    Summary summary = context.summary();
    for (int i = 0; i < context.repeats(); i++) {
      WordsProblem problem = problem(config, context, words, context.seed() + i);
      problem.describe(summary);
      // Also where they are not asked for: they tell before a training whether tests are covered.
      Map<String, Double> baseline = problem.baseline();
      if (config.methods().contains(TwoViewWordsConfig.BASELINE)) {
        baseline.forEach((name, value) -> summary.add(TwoViewWordsConfig.BASELINE, name, value));
      }
      if (config.methods().contains(TwoViewWordsConfig.LINEAR)) {
        problem
            .linear()
            .forEach((name, value) -> summary.add(TwoViewWordsConfig.LINEAR, name, value));
      }
    }
    List<MultiviewComparison.Condition> whole =
        List.of(
            new MultiviewComparison.Condition(
                Map.of(), (seed, tested) -> problem(config, context, words, seed)));
    if (!config.plans().isEmpty()
        && !new MultiviewComparison(config.plans(), RatedTests.MEAN).run(context, whole)) {
      return;
    }
    if (config.methods().contains(PROX_NET)) {
      Stream.of(TwoViewWordsConfig.BASELINE, TwoViewWordsConfig.LINEAR)
          .filter(config.methods()::contains)
          .forEach(method -> summary.compare(PROX_NET, method, RatedTests.MEAN));
    }
    show(config, words, context);
  }

  private static WordsProblem problem(
      TwoViewWordsConfig config, StudyContext context, WordData words, long seed) {
    return WordsProblem.of(
        words,
        config.heldOut(),
        config.sizes(words.english().dimensions()),
        new ReconstructionTask.Settings(
            config.batchSize(), Seeds.derive(seed, "batches"), context.device()),
        seed,
        context.folder().run().data().learntFrom(words.source()),
        context.stop());
  }

  private static void show(TwoViewWordsConfig config, WordData words, StudyContext context)
      throws IOException {
    RatedTests rated = Objects.requireNonNull(words.rated());
    List<String> tests = WordsProblem.metrics(rated);
    Summary summary = context.summary();
    summary.metricsInRows();
    List<String> shown = new ArrayList<>(tests);
    shown.addAll(List.of(BATCH_MEAN, ReconstructionTask.PARTNER_RANK, "best_epoch"));
    summary.shown(shown);
    shown.forEach(metric -> summary.decimals(metric, 1));
    if (config.isFastText()) {
      PAPER.forEach(
          (method, row) -> {
            for (int i = 0; i < row.size(); i++) {
              summary.published(method, tests.get(i), row.get(i));
            }
          });
    }
    List<BarChart.Panel> panels = new ArrayList<>();
    for (String metric : tests) {
      List<BarChart.Bar> bars = bars(context, metric);
      if (!metric.equals(RatedTests.MEAN) && !bars.isEmpty()) {
        panels.add(new BarChart.Panel(metric.replace("spearman ", ""), bars));
      }
    }
    if (!panels.isEmpty()) {
      String title = words.label() + (context.quick() ? " (quick: not comparable)" : "");
      long last = context.seed() + context.repeats() - 1;
      BarChart.writePanels(
          context.folder().figure("table-3.png"),
          new BarChart.Labels(
              title,
              "Spearman x 100",
              "mean and standard deviation over the seeds " + context.seed() + " to " + last,
              "published"),
          panels);
    }
  }

  private static List<BarChart.Bar> bars(StudyContext context, String metric) {
    Summary summary = context.summary();
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String method : summary.methods()) {
      List<Double> values = summary.values(method, metric);
      if (!values.isEmpty() && values.stream().allMatch(Double::isFinite)) {
        Sample sample = new Sample(values);
        OptionalDouble paper = summary.published(method, metric);
        bars.add(
            new BarChart.Bar(
                method,
                sample.mean(),
                sample.standardDeviation(),
                paper.isPresent() ? paper.getAsDouble() : null));
      }
    }
    return bars;
  }

  /** By how well held-out translations find each other. */
  @Override
  public Map<String, Double> validate(TwoViewWordsConfig config, StudyContext context)
      throws IOException {
    WordData words = config.read(context.data(), false);
    Map<String, Double> scores = new LinkedHashMap<>();
    if (config.methods().contains(TwoViewWordsConfig.LINEAR)) {
      double rank = problem(config, context, words, context.seed()).linearRank();
      scores.put(TwoViewWordsConfig.LINEAR, rank - 1); // as minus the loss of the others
    }
    scores.putAll(
        new MultiviewComparison(config.plans(), RatedTests.MEAN)
            .validate(
                context,
                List.of(
                    new MultiviewComparison.Condition(
                        Map.of(), (seed, tested) -> problem(config, context, words, seed)))));
    return scores;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
