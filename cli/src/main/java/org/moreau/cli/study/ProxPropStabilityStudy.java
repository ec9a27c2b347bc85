package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.data.DataFolders;
import org.moreau.engine.Check;
import org.moreau.model.Mlp;
import org.moreau.training.ImageTask;

/** How large the step tau may be: ProxProp and backpropagation on a wide network. */
public final class ProxPropStabilityStudy implements Study<ProxPropStabilityStudy.Config> {
  private static final String NAME = "proxprop-stability";
  private static final double DIVERGED = Double.NaN;

  // ProxProp, Table 1: the loss after 50 epochs at each of its tau.
  private static final List<Double> PAPER_TAUS = List.of(50., 10., 5., 1., .5, .1, .05, 5e-3, 5e-4);
  private static final Map<String, List<Double>> PAPER = new LinkedHashMap<>();

  static {
    PAPER.put(
        ImplicitMethod.BACKPROP,
        List.of(DIVERGED, DIVERGED, DIVERGED, DIVERGED, DIVERGED, .524, .091, .637, 1.531));
    PAPER.put("cg:1", List.of(77.9, .079, .145, .667, .991, 1.481, 1.593, 1.881, 2.184));
    PAPER.put("cg:3", List.of(94.7, .644, .031, 2e-3, .012, 1.029, 1.334, 1.814, 2.175));
    PAPER.put("cg:5", List.of(66.5, .190, .027, 3e-4, 2e-3, .399, 1.049, 1.765, 2.175));
  }

  /** The settings; the defaults are the paper's, and the exact steps are ours. */
  public record Config(
      @Setting("methods to compare: backprop, exact (not in the paper), cg:N, cg-published:N")
          List<String> methods,
      @Setting("steps tau, the optimiser's learning rates") List<String> taus,
      @Setting("step tau_theta of the implicit steps (paper: 1)") double tauTheta,
      @Setting("hidden units of each layer (paper: 4000,1000,4000)") List<String> hidden,
      @Setting("the first so many training images; 0 for all (paper: 45,000)") int trainImages,
      @Setting("images in a batch (paper: 500)") int batchSize,
      @Setting("epochs (paper: 50)") int epochs,
      @Setting("Nesterov's momentum (paper: 0.95)") double momentum) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      methods = List.copyOf(methods);
      taus = List.copyOf(taus);
      hidden = List.copyOf(hidden);
      ImplicitMethod.all(methods);
      values(taus);
      ProxPropMlpStudy.sizes(hidden);
      ImplicitMethod.requireTauTheta(tauTheta);
      Check.nonNegative("train-images", trainImages);
      Check.positive("batch-size", batchSize);
      Check.positive("epochs", epochs);
      ImplicitMethod.requireMomentum(momentum);
    }

    private ImageTraining.Plan plan(ImplicitMethod method, double tau) {
      return new ImageTraining.Plan(
          new ImplicitTraining(method, new ImplicitTraining.Rule.Nesterov(tau, momentum), tauTheta),
          "mlp " + ProxPropMlpStudy.sizes(hidden),
          batchSize,
          epochs,
          false,
          false);
    }
  }

  /** The steps as numbers. */
  private static List<Double> values(List<String> taus) {
    List<Double> values = new ArrayList<>();
    for (String tau : taus) {
      try {
        values.add(Check.positive("each of taus", Double.parseDouble(tau)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "taus must be numbers separated by commas, got " + tau, e);
      }
    }
    if (values.isEmpty() || values.stream().distinct().count() < values.size()) {
      throw new IllegalArgumentException(
          "taus must name at least one number, each once, got " + String.join(",", taus));
    }
    return values;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "The loss that ProxProp and backpropagation reach at steps of all sizes, and divergence";
  }

  @Override
  public String reference() {
    return "ProxProp, section 5, Table 1";
  }

  @Override
  public Config defaults() {
    return new Config(
        List.of("backprop", "cg:1", "cg:3", "cg:5", "exact"),
        PAPER_TAUS.stream().map(SettingText::of).toList(),
        1,
        List.of("4000", "1000", "4000"),
        0,
        500,
        50,
        0.95);
  }

  @Override
  public Config quick(Config full) {
    Config defaults = defaults();
    return new Config(
        full.methods,
        full.taus.equals(defaults.taus)
            ? List.of("10", "5", "1", "0.1", "0.05", "0.005")
            : full.taus,
        full.tauTheta,
        full.hidden.equals(defaults.hidden) ? List.of("400", "100", "400") : full.hidden,
        full.trainImages == 0 ? 5_000 : Math.min(full.trainImages, 5_000),
        full.batchSize,
        Math.min(full.epochs, 4),
        full.momentum);
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return ImageData.sets(folders);
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    ImageData data = ImageData.development(context.data(), config.trainImages);
    data.describe(context.summary());
    context.summary().metricsInRows();
    context.folder().metrics().restart();
    Map<String, Map<Double, Double>> first = new LinkedHashMap<>();
    for (int i = 0; i < context.repeats(); i++) {
      for (double tau : values(config.taus)) {
        for (ImplicitMethod method : ImplicitMethod.all(config.methods)) {
          TrainingOutcome outcome = train(config, context, data, context.seed() + i, method, tau);
          if (outcome == null) {
            return;
          }
          record(context.summary(), method.key(), tau, outcome);
          if (i == 0) {
            first
                .computeIfAbsent(method.key(), key -> new LinkedHashMap<>())
                .put(tau, outcome.result(ImageTask.FULL_BATCH_LOSS));
          }
        }
      }
    }
    Map<String, Map<Double, Double>> paper = paper(config);
    paper.forEach(
        (method, losses) ->
            losses.forEach((tau, loss) -> context.summary().published(method, metric(tau), loss)));
    new ImageFigures(context, "ProxProp, Table 1", data.label())
        .lossByStep("table-1.png", curves(first), curves(paper));
  }

  private static @Nullable TrainingOutcome train(
      Config config,
      StudyContext context,
      ImageData data,
      long seed,
      ImplicitMethod method,
      double tau)
      throws IOException {
    return new ImageTraining(context, data, seed)
        .train(
            config.plan(method, tau),
            () -> new Mlp(ProxPropMlpStudy.sizes(config.hidden)),
            Map.of("tau", tau));
  }

  private static void record(Summary summary, String method, double tau, TrainingOutcome outcome) {
    if (outcome.diverged() == null) {
      summary.add(method, metric(tau), outcome.result(ImageTask.FULL_BATCH_LOSS));
    } else {
      summary.diverged(method, metric(tau));
    }
  }

  private static String metric(double tau) {
    return ImageTask.FULL_BATCH_LOSS + " tau=" + SettingText.of(tau);
  }

  /** The paper's losses at the steps of this run, of all its methods. */
  private static Map<String, Map<Double, Double>> paper(Config config) {
    List<String> compared =
        ImplicitMethod.all(config.methods).stream().map(ImplicitMethod::key).toList();
    Map<String, Map<Double, Double>> paper = new LinkedHashMap<>();
    PAPER.forEach(
        (method, losses) -> {
          Map<Double, Double> wanted = new LinkedHashMap<>();
          for (double tau : values(config.taus)) {
            int place = PAPER_TAUS.indexOf(tau);
            if (place >= 0) {
              wanted.put(tau, losses.get(place));
            }
          }
          if (compared.contains(method) && !wanted.isEmpty()) {
            paper.put(method, wanted);
          }
        });
    return paper;
  }

  private static List<Curve> curves(Map<String, Map<Double, Double>> losses) {
    List<Curve> curves = new ArrayList<>();
    losses.forEach(
        (method, byTau) -> {
          List<Double> places = new ArrayList<>();
          List<Double> finite = new ArrayList<>();
          List<Double> diverged = new ArrayList<>();
          byTau.forEach(
              (tau, loss) -> {
                if (loss.isNaN()) {
                  diverged.add(tau);
                } else {
                  places.add(tau);
                  finite.add(loss);
                }
              });
          curves.add(new Curve(method, places, finite, diverged));
        });
    return curves;
  }

  /** Minus the lowest validation loss at a method's best tau. */
  @Override
  public Map<String, Double> validate(Config config, StudyContext context) throws IOException {
    ImageData data = ImageData.development(context.data(), config.trainImages);
    data.describe(context.summary());
    Map<String, Double> scores = new LinkedHashMap<>();
    for (ImplicitMethod method : ImplicitMethod.all(config.methods)) {
      double best = Double.NaN;
      for (double tau : values(config.taus)) {
        TrainingOutcome outcome = train(config, context, data, context.seed(), method, tau);
        if (outcome == null) {
          return Map.of();
        }
        if (outcome.diverged() == null && !(best >= -outcome.best(ImageTask.LOSS))) {
          best = -outcome.best(ImageTask.LOSS);
        }
      }
      scores.put(method.key(), best);
    }
    return scores;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
