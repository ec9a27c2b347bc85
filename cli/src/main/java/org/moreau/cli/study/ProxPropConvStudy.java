package org.moreau.cli.study;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.engine.Check;
import org.moreau.model.ConvNet;
import org.moreau.training.ImageTask;

/** ProxProp against backpropagation on a convolutional network, with Adam. */
public final class ProxPropConvStudy implements Study<ProxPropConvStudy.Config> {
  private static final String NAME = "proxprop-conv";

  /** The settings; the defaults are the paper's. */
  public record Config(
      @Setting("methods to compare: backprop, exact (not in the paper), cg:N, cg-published:N")
          List<String> methods,
      @Setting("convolutions with max-pooling (published code: 2; the paper's text: 3)") int pools,
      @Setting("the first so many training images; 0 for all (paper: 45,000)") int trainImages,
      @Setting("images in a batch (paper: 500)") int batchSize,
      @Setting("epochs (paper: 50)") int epochs,
      @Setting("step tau, Adam's learning rate, of every method (paper: 1e-3)") double tau,
      @Setting("step tau_theta of the implicit steps (paper: 1)") double tauTheta) {
    /** Checks what the parts that use them would refuse only later. */
    public Config {
      methods = List.copyOf(methods);
      ImplicitMethod.all(methods);
      ConvNet.Sizes.proxProp(pools);
      Check.nonNegative("train-images", trainImages);
      Check.positive("batch-size", batchSize);
      Check.positive("epochs", epochs);
      Check.positive("tau", tau);
      ImplicitMethod.requireTauTheta(tauTheta);
    }

    private ImageComparison<ConvNet> comparison() {
      ConvNet.Sizes sizes = ConvNet.Sizes.proxProp(pools);
      return new ImageComparison<>(
          ImplicitMethod.all(methods),
          () -> new ConvNet(sizes),
          method ->
              new ImageTraining.Plan(
                  new ImplicitTraining(method, new ImplicitTraining.Rule.Adaptive(tau), tauTheta),
                  sizes.toString(),
                  batchSize,
                  epochs,
                  true,
                  false));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "ProxProp and backpropagation train a ConvNet on CIFAR-10 with Adam: loss and accuracy";
  }

  @Override
  public String reference() {
    return "ProxProp, section 5, Figure 3";
  }

  @Override
  public Config defaults() {
    return new Config(
        List.of("backprop", "cg:3", "cg:5", "cg:10", "cg-published:3", "exact"),
        2,
        0,
        500,
        50,
        1e-3,
        1);
  }

  @Override
  public Config quick(Config full) {
    return new Config(
        full.methods,
        full.pools,
        full.trainImages == 0 ? 2_000 : Math.min(full.trainImages, 2_000),
        Math.min(full.batchSize, 100),
        Math.min(full.epochs, 3),
        full.tau,
        full.tauTheta);
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
      String key = method.key();
      boolean plain = method.mode() == null;
      if (!key.equals("exact")) { // ours alone
        Summary summary = context.summary();
        summary.published(key, ImageComparison.TEST_ACCURACY, plain ? 69.6 : 70.7);
        summary.published(key, ImageTask.ACCURACY, plain ? 71.7 : 72.9);
      }
    }
    new ImageFigures(context, "ProxProp, Figure 3: ConvNet", data.label())
        .learningCurves("figure-3.png", first);
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
