package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.figure.PlanePlot;
import org.moreau.data.DataFolders;
import org.moreau.data.LabelledPoints;
import org.moreau.data.TwoMoons;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;

/** Dropout of a logistic model against its proximal map: the discriminants of both. */
public final class DropoutStudy implements Study<DropoutStudy.Config> {
  private static final String NAME = "dropout";
  private static final String DROPOUT = "dropout";
  private static final String MOONS = "two-moons";
  private static final int WEIGHT_DECIMALS = 4;
  private static final List<String> PROX = List.of("prox-a", "prox-b");

  /** Where the points come from. */
  public enum Points {
    GENERATED,
    PUBLISHED
  }

  /** The settings; where a paper is named, it states the value. */
  public record Config(
      @Setting("generated from the seed, or the published 200 points from --data") Points points,
      @Setting("generated points, half of them on each moon (paper: 200)") int count,
      @Setting("standard deviation of their noise in both coordinates") double noise,
      @Setting("paper: equations 22 to 24; script: the published script's other constants")
          DropoutDiscriminants.Constants constants,
      @Setting("weight mu of the dropout penalty (paper: 0.1)") double mu,
      @Setting("weight lambda of staying near, panel a (paper: 0.5)") double lambdaA,
      @Setting("c / (lambda^2 mu), c the weight of the squared norm, panel a (paper: 0.2)")
          double factorA,
      @Setting("weight lambda of staying near, panel b (paper: 0.1)") double lambdaB,
      @Setting("c / (lambda^2 mu), panel b (paper: 15)") double factorB) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      TwoMoons.generate(count, noise, 0);
      Check.positive("mu", mu);
      Check.positive("lambda-a", lambdaA);
      Check.positive("factor-a", factorA);
      Check.positive("lambda-b", lambdaB);
      Check.positive("factor-b", factorB);
    }

    private List<DropoutDiscriminants.Parameters> panels() {
      return List.of(
          new DropoutDiscriminants.Parameters(lambdaA, mu, factorA),
          new DropoutDiscriminants.Parameters(lambdaB, mu, factorB));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "Dropout against its proximal map: the discriminants of two logistic models";
  }

  @Override
  public String reference() {
    return "ProxNet, supplement C, equations 22 to 24, Figure 6";
  }

  @Override
  public Config defaults() {
    return new Config(
        Points.GENERATED, 200, 0.15, DropoutDiscriminants.Constants.PAPER, 0.1, 0.5, 0.2, 0.1, 15);
  }

  @Override
  public Config quick(Config full) {
    return full; // takes seconds
  }

  /** None that must be there: the published points are read only where they are asked for. */
  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of();
  }

  @Override
  public List<String> dataSets(Config config, DataFolders folders) {
    return config.points == Points.PUBLISHED ? List.of(MOONS) : List.of();
  }

  @Override
  public Map<String, String> dataSetsBySetting() {
    return Map.of("points=published", MOONS);
  }

  private static LabelledPoints points(Config config, StudyContext context, long seed)
      throws IOException {
    return config.points == Points.PUBLISHED
        ? TwoMoons.published(context.data())
        : TwoMoons.generate(config.count, config.noise, seed);
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    context.folder().metrics().restart();
    try (Progress.Task task = context.progress().start(NAME, context.repeats())) {
      for (int i = 0; i < context.repeats(); i++) {
        if (context.stop().requested()) {
          return;
        }
        long seed = context.seed() + i;
        LabelledPoints data = points(config, context, seed);
        List<DropoutDiscriminants> panels = new ArrayList<>();
        for (DropoutDiscriminants.Parameters parameters : config.panels()) {
          panels.add(DropoutDiscriminants.of(data, parameters, config.constants));
        }
        record(context, seed, data, panels);
        if (i == 0) {
          draw(config, context, data, panels);
        }
        task.step("seed " + seed);
      }
    }
  }

  private static void record(
      StudyContext context, long seed, LabelledPoints data, List<DropoutDiscriminants> panels)
      throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("seed", seed);
    line.put("beta", panels.get(0).beta());
    add(context, DROPOUT, panels.get(0).beta(), accuracy(data, panels.get(0).dropoutScores()));
    for (int i = 0; i < panels.size(); i++) {
      DropoutDiscriminants panel = panels.get(i);
      line.put("alpha of " + PROX.get(i), panel.alpha());
      line.put("correlation of " + PROX.get(i), panel.correlation());
      add(context, PROX.get(i), panel.alpha(), accuracy(data, panel.proxScores()));
      context.summary().add(PROX.get(i), "correlation", panel.correlation());
    }
    context.folder().metrics().append(line);
  }

  private static void add(StudyContext context, String method, double[] weights, double accuracy) {
    Summary summary = context.summary();
    summary.decimals("weight_1", WEIGHT_DECIMALS);
    summary.decimals("weight_2", WEIGHT_DECIMALS);
    summary.add(method, "weight_1", weights[0]);
    summary.add(method, "weight_2", weights[1]);
    summary.add(method, "train_accuracy", accuracy);
  }

  private static double accuracy(LabelledPoints data, double[] scores) {
    int right = 0;
    for (int i = 0; i < scores.length; i++) {
      right += (scores[i] > 0 ? 1 : 0) == data.labels()[i] ? 1 : 0;
    }
    return 100.0 * right / scores.length;
  }

  private static void draw(
      Config config, StudyContext context, LabelledPoints data, List<DropoutDiscriminants> panels)
      throws IOException {
    List<PlanePlot.Panel> drawn = new ArrayList<>();
    for (int i = 0; i < panels.size(); i++) {
      DropoutDiscriminants panel = panels.get(i);
      double[][] positions = new double[data.size()][2];
      for (int j = 0; j < positions.length; j++) {
        positions[j] = new double[] {panel.dropoutScores()[j], panel.proxScores()[j]};
      }
      DropoutDiscriminants.Parameters p = config.panels().get(i);
      String heading =
          String.format(
              Locale.ROOT,
              "(%s) λ = %s, c = %s λ²μ: correlation %.3f",
              i == 0 ? "a" : "b",
              SettingText.of(p.lambda()),
              SettingText.of(p.factor()),
              panel.correlation());
      drawn.add(
          new PlanePlot.Panel(
              heading,
              new PlanePlot.Axes(
                  "discriminant of dropout", "discriminant of the proximal map", false),
              List.of(new PlanePlot.Zeros(), new PlanePlot.Dots(positions, data.labels()))));
    }
    String source =
        "μ = "
            + SettingText.of(config.mu)
            + ", "
            + (config.points == Points.PUBLISHED ? "published points" : "seed " + context.seed());
    PlanePlot.write(
        context.folder().figure("figure-6.png"),
        "Dropout and its proximal map: two moons, " + source,
        drawn,
        new PlanePlot.Legend(List.of("lower moon", "upper moon"), ""));
  }

  /** How alike the discriminants are on other points, drawn for validation only. */
  @Override
  public Map<String, Double> validate(Config config, StudyContext context) throws IOException {
    LabelledPoints data = points(config, context, Seeds.derive(context.seed(), NAME, "validation"));
    Map<String, Double> scores = new LinkedHashMap<>();
    for (int i = 0; i < PROX.size(); i++) {
      DropoutDiscriminants panel =
          DropoutDiscriminants.of(data, config.panels().get(i), config.constants);
      scores.put(PROX.get(i), panel.correlation());
    }
    return scores;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
