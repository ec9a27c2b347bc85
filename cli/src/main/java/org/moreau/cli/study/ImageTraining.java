package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.ImageDataset;
import org.moreau.data.RandomCropFlip;
import org.moreau.engine.AtomicFile;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.Seeds;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.model.ImageScores;
import org.moreau.model.ModelState;
import org.moreau.optim.Optimizer;
import org.moreau.training.EpochRecord;
import org.moreau.training.ImageTask;
import org.moreau.training.Trainer;

/**
 * Trains a network for images by one method; all methods of a seed start at the same parameters.
 */
final class ImageTraining {
  private static final double CHECKPOINT_SECONDS = 60; // they are large

  /**
   * What a method is trained with.
   *
   * @param network what the network is, for the fingerprint
   * @param lossByEpoch whether the loss over all training images is wanted after every epoch
   * @param keepsModel whether the network of the last epoch is kept as a file
   * @param cropFlip how images are changed before they are learnt from; null for not at all
   */
  record Plan(
      ImageMethod method,
      String network,
      int batchSize,
      int epochs,
      boolean lossByEpoch,
      boolean keepsModel,
      @Nullable RandomCropFlip cropFlip) {

    /** With images as they are. */
    Plan(
        ImageMethod method,
        String network,
        int batchSize,
        int epochs,
        boolean lossByEpoch,
        boolean keepsModel) {
      this(method, network, batchSize, epochs, lossByEpoch, keepsModel, null);
    }

    private String description() {
      return String.join(
          " ",
          network,
          method.description(),
          "batch=" + batchSize,
          "epochs=" + epochs,
          "loss-by-epoch=" + lossByEpoch + (cropFlip == null ? "" : " " + cropFlip));
    }
  }

  private final StudyContext context;
  private final ImageData data;
  private final long seed;

  ImageTraining(StudyContext context, ImageData data, long seed) {
    this.context = context;
    this.data = data;
    this.seed = seed;
  }

  /**
   * Trains, from a checkpoint where there is one.
   *
   * @param facts what the lines of metrics.jsonl say besides method and seed
   * @return null if a stop was asked for
   */
  <M extends Network & ImageClassifier> @Nullable TrainingOutcome train(
      Plan plan, Supplier<M> network, Map<String, ?> facts) throws IOException {
    return recorded(plan, facts)
        .run(
            plan.epochs,
            record ->
                String.format(
                    Locale.ROOT, "validation %.1f %%", record.metrics().get(ImageTask.ACCURACY)),
            (checkpoint, fingerprint, listener) ->
                fromCheckpoint(plan, network, checkpoint, fingerprint, listener));
  }

  private RecordedTraining recorded(Plan plan, Map<String, ?> facts) {
    return new RecordedTraining(
        context,
        new RecordedTraining.Identity(
            plan.method.key(),
            plan.method.fileName(),
            seed,
            plan.description(),
            context.folder().run().data().learntFrom(data.set()),
            data.split().train().size(),
            facts));
  }

  /** The network with the parameters at which all methods of a seed start. */
  static <M extends Network> M start(Supplier<M> network, long seed, StudyContext context) {
    Seeds.torch(seed, "parameters");
    M model = network.get();
    model.to(context.device(), ScalarType.Float, false);
    return model;
  }

  private <M extends Network & ImageClassifier> @Nullable TrainingOutcome fromCheckpoint(
      Plan plan,
      Supplier<M> network,
      Path checkpoint,
      String fingerprint,
      Trainer.Listener listener)
      throws IOException {
    M model = start(network, seed, context);
    long steps = Seeds.derive(seed, "steps");
    ImageTask task =
        new ImageTask(
            model,
            data.split(),
            new ImageTask.Settings(
                plan.batchSize, steps, context.device(), plan.lossByEpoch, plan.cropFlip));
    ModelState state = ModelState.of(model);
    int[] first =
        IntStream.range(0, Math.min(plan.batchSize, data.split().train().size())).toArray();
    ImageMethod.Prepared method =
        plan.method.prepare(
            model, state.parameters(), () -> data.split().train().batch(first, context.device()));
    report(plan, method.report());
    try (Optimizer optimizer = method.optimizer()) {
      Trainer trainer =
          new Trainer(
              model,
              optimizer,
              new MethodTask(task, method),
              new Trainer.Settings(plan.epochs, plan.epochs, steps, CHECKPOINT_SECONDS));
      Trainer.Result result = trainer.run(checkpoint, fingerprint, context.stop(), listener);
      try {
        if (!result.stopped() && plan.keepsModel) {
          new SafeTensors(result.last(), Map.of()).write(model(plan));
        }
        return result.stopped() ? null : outcome(plan, model, state, result);
      } finally {
        NamedTensors.close(result.last());
        optimizer.zeroGradients();
      }
    } finally {
      NamedTensors.close(state.all());
    }
  }

  /** What the method has found in the network, a file for each method in reports/ of the run. */
  private void report(Plan plan, String report) throws IOException {
    if (!report.isEmpty()) {
      Path reports = Files.createDirectories(context.folder().path().resolve("reports"));
      AtomicFile.writeText(
          reports.resolve(plan.method.fileName() + ".txt"),
          plan.network + ", " + plan.method.key() + "\n" + report + "\n");
    }
  }

  /** The model is that of the best epoch. */
  private TrainingOutcome outcome(
      Plan plan, ImageClassifier model, ModelState state, Trainer.Result result) {
    Map<String, Double> results = new LinkedHashMap<>();
    ImageDataset test = data.test();
    if (test != null) {
      double accuracy = ImageScores.of(model, test, context.device()).accuracy();
      results.put(ImageComparison.TEST_ACCURACY, accuracy);
    }
    double loss =
        plan.lossByEpoch ? knownLoss(result.history()) : lossAtTheEnd(model, state, result);
    if (!Double.isFinite(loss)) {
      String reason = "the loss over all training images is " + loss;
      return TrainingOutcome.diverged(result.history(), reason);
    }
    results.put(ImageTask.FULL_BATCH_LOSS, loss);
    return new TrainingOutcome(result.history(), null, result.bestEpoch(), results);
  }

  private static double knownLoss(List<EpochRecord> history) {
    Map<String, Double> last = history.get(history.size() - 1).metrics();
    return last.getOrDefault(ImageTask.FULL_BATCH_LOSS, Double.NaN);
  }

  private double lossAtTheEnd(ImageClassifier model, ModelState state, Trainer.Result result) {
    state.load("the last epoch", result.last());
    return ImageScores.of(model, data.split().train(), context.device()).crossEntropy();
  }

  /** Where the network of the last epoch is kept, in its whole size. */
  Path model(Plan plan) {
    return recorded(plan, Map.of()).file(".safetensors");
  }
}
