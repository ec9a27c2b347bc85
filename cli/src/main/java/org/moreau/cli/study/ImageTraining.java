package org.moreau.cli.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
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

    private String description(String study, long seed) {
      return String.join(
          " ",
          study,
          method.key(),
          "seed=" + seed,
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
  <M extends Network & ImageClassifier> @Nullable ImageOutcome train(
      Plan plan, Supplier<M> network, Map<String, ?> facts) throws IOException {
    String name = fileName(plan);
    Path checkpoint = context.folder().checkpoint(name + ".training.safetensors");
    Path file = context.folder().checkpoint(name + ".outcome.json");
    String label = plan.method.key() + described(facts) + ", seed " + seed;
    try (Progress.Task bar = context.progress().start(label, plan.epochs)) {
      Listener listener = new Listener(plan.method, facts, bar);
      ImageOutcome outcome = ImageOutcome.read(file, fingerprint(plan));
      if (outcome == null) {
        outcome = fromCheckpoint(plan, network, checkpoint, listener);
        if (outcome == null) {
          return null;
        }
        outcome.write(file, fingerprint(plan));
      } else {
        outcome.history().forEach(record -> listener.epoch(record, true));
      }
      Files.deleteIfExists(checkpoint);
      if (outcome.diverged() != null) {
        listener.diverged(outcome);
      }
      return outcome;
    }
  }

  /** The network with the parameters at which all methods of a seed start. */
  static <M extends Network> M start(Supplier<M> network, long seed, StudyContext context) {
    Seeds.torch(seed, "parameters");
    M model = network.get();
    model.to(context.device(), ScalarType.Float, false);
    return model;
  }

  private <M extends Network & ImageClassifier> @Nullable ImageOutcome fromCheckpoint(
      Plan plan, Supplier<M> network, Path checkpoint, Listener listener) throws IOException {
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
      Trainer.Result result = trainer.run(checkpoint, fingerprint(plan), context.stop(), listener);
      try {
        if (!result.stopped() && plan.keepsModel) {
          new SafeTensors(result.last(), Map.of()).write(model(plan));
        }
        return result.stopped() ? null : outcome(plan, model, state, result);
      } finally {
        NamedTensors.close(result.last());
        optimizer.zeroGradients();
      }
    } catch (ArithmeticException e) {
      return new ImageOutcome(
          listener.heard, String.valueOf(e.getMessage()), 0, Double.NaN, Double.NaN);
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
  private ImageOutcome outcome(
      Plan plan, ImageClassifier model, ModelState state, Trainer.Result result) {
    ImageDataset test = data.test();
    double accuracy =
        test == null ? Double.NaN : ImageScores.of(model, test, context.device()).accuracy();
    double loss =
        plan.lossByEpoch ? knownLoss(result.history()) : lossAtTheEnd(model, state, result);
    String overflow = Double.isFinite(loss) ? null : "the loss over all training images is " + loss;
    return new ImageOutcome(
        result.history(),
        overflow,
        overflow == null ? result.bestEpoch() : 0,
        overflow == null ? accuracy : Double.NaN,
        overflow == null ? loss : Double.NaN);
  }

  private static double knownLoss(List<EpochRecord> history) {
    Map<String, Double> last = history.get(history.size() - 1).metrics();
    return last.getOrDefault(ImageTask.FULL_BATCH_LOSS, Double.NaN);
  }

  private double lossAtTheEnd(ImageClassifier model, ModelState state, Trainer.Result result) {
    state.load("the last epoch", result.last());
    return ImageScores.of(model, data.split().train(), context.device()).crossEntropy();
  }

  private String fingerprint(Plan plan) {
    RunSettings run = context.folder().run();
    return plan.description(run.study(), seed)
        + " images="
        + data.split().train().size()
        + " data "
        + run.data().learntFrom(data.set())
        + " device="
        + run.device()
        + " threads="
        + run.threads().torch()
        + " blas-threads="
        + run.threads().blas();
  }

  /** Where the network of the last epoch is kept, in its whole size. */
  Path model(Plan plan) {
    return context.folder().checkpoint(fileName(plan) + ".safetensors");
  }

  private String fileName(Plan plan) {
    CRC32 crc = new CRC32();
    String all =
        plan.description(context.folder().run().study(), seed) + data.split().train().size();
    crc.update(all.getBytes(StandardCharsets.UTF_8));
    return String.format(
        Locale.ROOT, "%s-seed%d-%08x", plan.method.fileName(), seed, crc.getValue());
  }

  private static String described(Map<String, ?> facts) {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append(", ").append(name).append(' ').append(value));
    return text.toString();
  }

  /** Writes metrics and moves the bar. */
  private final class Listener implements Trainer.Listener {
    private final ImageMethod method;
    private final Map<String, ?> facts;
    private final Progress.Task bar;
    private final List<EpochRecord> heard = new ArrayList<>();

    Listener(ImageMethod method, Map<String, ?> facts, Progress.Task bar) {
      this.method = method;
      this.facts = facts;
      this.bar = bar;
    }

    @Override
    public void epoch(EpochRecord record, boolean replayed) {
      heard.add(record);
      Map<String, Object> line = line(record.epoch());
      line.put("train_loss", record.trainLoss());
      line.putAll(record.metrics());
      line.put("seconds", record.seconds());
      append(line);
      bar.step(
          String.format(
              Locale.ROOT,
              "loss %.4f, validation %.1f %%",
              record.trainLoss(),
              record.metrics().get(ImageTask.ACCURACY)));
    }

    void diverged(ImageOutcome outcome) {
      Map<String, Object> line = line(outcome.divergedEpoch());
      line.put("diverged", String.valueOf(outcome.diverged()));
      append(line);
      bar.step("diverged");
      context
          .out()
          .printf(
              Locale.ROOT,
              "%s%s, seed %d, ended in epoch %d: %s%n",
              method.key(),
              described(facts),
              seed,
              outcome.divergedEpoch(),
              outcome.diverged());
    }

    private Map<String, Object> line(int epoch) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("method", method.key());
      line.put("seed", seed);
      line.putAll(facts);
      line.put("epoch", epoch);
      return line;
    }

    private void append(Map<String, Object> line) {
      try {
        context.folder().metrics().append(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
