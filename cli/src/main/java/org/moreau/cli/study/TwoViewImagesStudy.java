package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.data.PairedImages;
import org.moreau.data.RandomCropFlip;
import org.moreau.engine.Seeds;
import org.moreau.representation.Prediction;
import org.moreau.representation.ViewsClassifier;
import org.moreau.representation.ViewsTask;

/** Classification from two or more views by ProxNet and its baselines. */
public final class TwoViewImagesStudy implements Study<TwoViewImagesConfig> {
  private static final String NAME = "two-view-images";
  private static final int PADDING = 4; // of the crops, as is usual for small images
  private static final List<String> PAPER_CLASSES = List.of("20", "50", "100", "125");
  private static final Map<String, List<Double>> PAPER =
      Map.of(
          "vanilla", List.of(18.7, 24.8, 30.9, 31.8),
          "dcca", List.of(16.9, 22.2, 28.7, 29.8),
          "dccae", List.of(16.6, 22.1, 29.2, 30.4),
          "rrm", List.of(15.2, 20.1, 26.8, 28.1),
          "rrm-annealed", List.of(17.4, 22.5, 24.3, 26.1),
          "prox-net", List.of(13.7, 17.9, 20.2, 22.0));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String title() {
    return "ProxNet's CCA layer, DCCA, DCCAE and RRM classify digits, news and sketches in two views";
  }

  @Override
  public String reference() {
    return "ProxNet, section 5, Table 1";
  }

  @Override
  public TwoViewImagesConfig defaults() {
    List<String> whole = List.of("0");
    return new TwoViewImagesConfig(
        "multiple-features",
        List.of(),
        List.of("vanilla", "dcca", "dccae", "rrm", "rrm-annealed", "prox-net"),
        whole,
        whole,
        whole,
        40,
        100,
        1e-3,
        200,
        1e-4,
        20,
        List.of("256", "256"),
        List.of("512", "512", "512"),
        0,
        0.1,
        0.5,
        0.01,
        0.01,
        10,
        1,
        0,
        64);
  }

  @Override
  public TwoViewImagesConfig quick(TwoViewImagesConfig full) {
    return full.small();
  }

  @Override
  public Map<String, String> idle(TwoViewImagesConfig config) {
    return config.idle();
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return dataSets(defaults(), folders);
  }

  @Override
  public List<String> dataSets(TwoViewImagesConfig config, DataFolders folders) {
    return config.isSketchy() ? List.of() : List.of(config.set().source().name());
  }

  @Override
  public Map<String, String> dataSetsBySetting() {
    return Map.of("data=bbc", "bbc", "data=bbc-sport", "bbc-sport", "data=two-view-mnist", "mnist");
  }

  @Override
  public void run(TwoViewImagesConfig config, StudyContext context) throws IOException {
    List<MultiviewComparison.Condition> conditions = conditions(config, context);
    if (!new MultiviewComparison(config.plans(), ViewsProblem.ERROR).run(context, conditions)) {
      return;
    }
    context.summary().shown(shown(config, conditions));
    if (conditions.size() > 1) {
      context.summary().note(config.label()); // sizes are those of one condition only
    }
    if (config.isSketchy()) {
      publish(config, conditions, context.summary());
    }
    new MultiviewFigure(context, config.methods(), conditions)
        .write("error.png", ViewsProblem.ERROR, "test error (%)", config.varied());
  }

  private static List<MultiviewComparison.Condition> conditions(
      TwoViewImagesConfig config, StudyContext context) {
    return config.conditions().stream()
        .map(
            own ->
                new MultiviewComparison.Condition(
                    own.only(config.varied()),
                    (seed, tested) -> {
                      ViewsProblem problem = problem(own, context, seed, tested);
                      problem.parts().describe(context.summary());
                      return problem;
                    }))
        .toList();
  }

  /** Of one condition also the error of each view alone, of several views that of all together. */
  private static List<String> shown(
      TwoViewImagesConfig config, List<MultiviewComparison.Condition> conditions) {
    if (conditions.size() > 1) {
      return conditions.stream().map(one -> one.metric(ViewsProblem.ERROR)).toList();
    }
    List<String> shown = new ArrayList<>(List.of(ViewsProblem.ERROR, ViewsProblem.BATCH_ERROR));
    config.viewNames().forEach(view -> shown.add(ViewsProblem.alone(view)));
    return shown;
  }

  private static void publish(
      TwoViewImagesConfig config, List<MultiviewComparison.Condition> conditions, Summary summary) {
    for (int i = 0; i < conditions.size(); i++) {
      int column = PAPER_CLASSES.indexOf(config.conditions().get(i).classes().get(0));
      if (column >= 0) {
        String metric = conditions.get(i).metric(ViewsProblem.ERROR);
        config
            .methods()
            .forEach(
                method -> {
                  List<Double> row = PAPER.get(method);
                  if (row != null) {
                    summary.published(method, metric, row.get(column));
                  }
                });
      }
    }
  }

  private static ViewsProblem problem(
      TwoViewImagesConfig config, StudyContext context, long seed, boolean tested)
      throws IOException {
    return config.isSketchy()
        ? images(config, context, seed, tested)
        : vectors(config, context, seed, tested);
  }

  private static ViewsProblem vectors(
      TwoViewImagesConfig config, StudyContext context, long seed, boolean tested)
      throws IOException {
    FeatureViews features = config.features();
    ViewsData data = features.read(context.data(), seed, tested);
    config.requireRows(least(config, data));
    List<Integer> widths = FeatureViews.widths(data);
    ViewsClassifier.Sizes sizes = config.sizes(data.train().classes());
    List<Integer> hidden = config.hiddenUnits();
    return new ViewsProblem(
        data,
        data.label() + " encoders " + hidden + " " + sizes + " batch=" + config.batchSize(),
        context.folder().run().data().learntFrom(features.set().source()),
        method ->
            ViewsClassifier.ofVectors(widths, hidden, sizes, method, Prediction.LOGIT_AVERAGE),
        settings(config, context, seed, null));
  }

  /** The rows of the smallest batch that correlations are computed of. */
  private static int least(TwoViewImagesConfig config, ViewsData data) {
    int batch = config.batchSize();
    int size = data.validation().size();
    int evenlyCut = size / ((size + batch - 1) / batch);
    return Math.min(evenlyCut, Math.min(batch, data.train().size()));
  }

  private static ViewsProblem images(
      TwoViewImagesConfig config, StudyContext context, long seed, boolean tested)
      throws IOException {
    ViewsData data = config.images().read(context.data(), seed, tested);
    PairedImages train = (PairedImages) data.train();
    ViewsClassifier.Sizes sizes = config.sizes(train.classes());
    RandomCropFlip change = new RandomCropFlip(PADDING);
    return new ViewsProblem(
        data,
        data.label() + " resnet-18 " + sizes + " batch=" + config.batchSize() + " " + change,
        SketchyViews.content(train),
        method ->
            ViewsClassifier.ofImages(2, config.side(), sizes, method, Prediction.LOGIT_AVERAGE),
        settings(
            config,
            context,
            seed,
            (indices, epoch, step) -> {
              // One stream for both views: each is cropped and flipped for itself.
              SplittableRandom random = Seeds.random(seed, "crop-flip", epoch, step);
              return train.batch(
                  indices,
                  context.device(),
                  ScalarType.Float,
                  images -> change.apply(images, random));
            }));
  }

  private static ViewsTask.Settings settings(
      TwoViewImagesConfig config,
      StudyContext context,
      long seed,
      ViewsTask.@Nullable Change change) {
    return new ViewsTask.Settings(
        config.batchSize(), Seeds.derive(seed, "batches"), context.device(), change);
  }

  @Override
  public Map<String, Double> validate(TwoViewImagesConfig config, StudyContext context)
      throws IOException {
    return new MultiviewComparison(config.plans(), ViewsProblem.ERROR)
        .validate(context, conditions(config, context));
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    throw new IllegalArgumentException(NAME + " keeps no model that could predict");
  }
}
