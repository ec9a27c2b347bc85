package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.Cifar10;
import org.moreau.data.DataFolders;
import org.moreau.engine.Check;
import org.moreau.model.Mlp;

/** ProxProp against backpropagation on a wide network of linear layers. */
public final class ProxPropMlpStudy implements Study<ProxPropMlpStudy.Config> {
  private static final String NAME = "proxprop-mlp";
  private static final double PAPER_PROXPROP = 56;
  private static final double PAPER_BACKPROP = 54;

  /** The settings; the defaults are the paper's. */
  public record Config(
      @Setting("methods to compare: backprop, exact, cg:N, cg-published:N") List<String> methods,
      @Setting("hidden units of each layer (paper: 4000,1000,4000)") List<String> hidden,
      @Setting("the first so many training images; 0 for all (paper: 45,000)") int trainImages,
      @Setting("images in a batch (paper: 500)") int batchSize,
      @Setting("epochs (paper: 50)") int epochs,
      @Setting("step tau of ProxProp, the optimiser's learning rate (paper: 1)") double tau,
      @Setting("step tau_theta of the implicit steps (paper: 0.05)") double tauTheta,
      @Setting("step tau of backprop (paper: 0.05)") double backpropTau,
      @Setting("Nesterov's momentum (paper: 0.95)") double momentum) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      methods = List.copyOf(methods);
      hidden = List.copyOf(hidden);
      ImplicitMethod.all(methods);
      sizes(hidden);
      Check.nonNegative("train-images", trainImages);
      Check.positive("batch-size", batchSize);
      Check.positive("epochs", epochs);
      Check.positive("tau", tau);
      ImplicitMethod.requireTauTheta(tauTheta);
      Check.positive("backprop-tau", backpropTau);
      ImplicitMethod.requireMomentum(momentum);
    }

    private ImageComparison<Mlp> comparison() {
      List<Integer> sizes = sizes(hidden);
      return new ImageComparison<>(
          ImplicitMethod.all(methods),
          () -> new Mlp(sizes),
          method ->
              new ImageTraining.Plan(
                  new ImplicitTraining(
                      method,
                      new ImplicitTraining.Rule.Nesterov(
                          method.mode() == null ? backpropTau : tau, momentum),
                      tauTheta),
                  "mlp " + sizes,
                  batchSize,
                  epochs,
                  true,
                  false));
    }
  }

  /** The sizes of a network for CIFAR-10 with these hidden units. */
  static List<Integer> sizes(List<String> hidden) {
    List<Integer> sizes = new ArrayList<>(List.of(Cifar10.PIXELS));
    for (int units : NumberList.whole("hidden", hidden)) {
      sizes.add(Check.positive("hidden", units));
    }
    sizes.add(Cifar10.CLASSES);
    return sizes;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "ProxProp and backpropagation train an MLP on CIFAR-10: loss by epoch and time, accuracy";
  }

  @Override
  public String reference() {
    return "ProxProp, section 5, Figure 2";
  }

  @Override
  public Config defaults() {
    return new Config(
        List.of("backprop", "cg:3", "cg:5", "cg:10", "cg-published:3", "exact"),
        List.of("4000", "1000", "4000"),
        0,
        500,
        50,
        1,
        0.05,
        0.05,
        0.95);
  }

  @Override
  public Config quick(Config full) {
    return new Config(
        full.methods,
        full.hidden.equals(defaults().hidden) ? List.of("1000", "250", "1000") : full.hidden,
        full.trainImages == 0 ? 5_000 : Math.min(full.trainImages, 5_000),
        full.batchSize,
        Math.min(full.epochs, 5),
        full.tau,
        full.tauTheta,
        full.backpropTau,
        full.momentum);
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return ImageData.sets(folders);
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    ImageData data = ImageData.load(context.data(), config.trainImages);
    Map<String, TrainingOutcome> first = config.comparison().run(context, data);
    if (first == null) {
      return;
    }
    for (ImplicitMethod method : ImplicitMethod.all(config.methods)) {
      double paper = method.mode() == null ? PAPER_BACKPROP : PAPER_PROXPROP;
      context.summary().published(method.key(), ImageComparison.TEST_ACCURACY, paper);
    }
    new ImageFigures(context, "ProxProp, Figure 2: MLP", data.label())
        .learningCurves("figure-2.png", first);
  }

  @Override
  public Map<String, Double> validate(Config config, StudyContext context) throws IOException {
    return config
        .comparison()
        .validate(context, ImageData.development(context.data(), config.trainImages));
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
