package org.moreau.cli.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.ImageDataset;
import org.moreau.data.PixelScaling;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.TensorScope;
import org.moreau.evaluation.Latency;
import org.moreau.evaluation.ModelSize;
import org.moreau.model.ImageScores;
import org.moreau.model.Mlp;
import org.moreau.model.ModelState;
import org.moreau.pathprox.SmallerNetwork;
import org.moreau.training.ImageTask;

/**
 * Trains a network, takes units out of the one of the last epoch, and trains what is left on. The
 * result lies in networks/ of the run, for {@link SmallerNetwork} to read.
 *
 * @param network makes the network in its whole size
 * @param share units with a path norm of at most this share of the largest of their layer are taken
 *     out too; 0 for none
 * @param timed whether latencies are measured
 */
record PrunedTraining(
    StudyContext context,
    ImageData data,
    long seed,
    Supplier<Mlp> network,
    double share,
    boolean timed) {
  static final String VALIDATION = ImageTask.ACCURACY;
  static final String BEFORE = "_before";
  static final String VALIDATION_BEFORE = VALIDATION + BEFORE;
  static final String TEST = "test_accuracy";
  static final String TEST_BEFORE = TEST + BEFORE;
  static final String TEST_PRUNED = "test_accuracy_pruned";
  static final String ZERO = "removed_zero";
  static final String SMALL = "removed_small";
  static final String SECONDS = "train_seconds";
  static final String SPEEDUP = "speedup_";
  private static final String LATENCY = "latency_ms_";
  private static final int[] LATENCY_BATCHES = {1, 256};
  private static final int LATENCY_ROUNDS = 15;
  private static final int LATENCY_RUNS = 3;

  /**
   * All metrics, accuracies and shares in percent, latencies in ms; none where it diverged.
   *
   * @param diverged why there was no finite loss any more; null where there was one to the end
   */
  record Result(Map<String, Double> metrics, @Nullable String diverged) {
    double metric(String name) {
      return metrics.getOrDefault(name, Double.NaN);
    }

    /** The share of the units that were taken out, in percent. */
    double removed() {
      return metric(ZERO) + metric(SMALL);
    }
  }

  /**
   * Trains, prunes and trains on, from where it was stopped.
   *
   * @param plan of the training
   * @param fine how it is trained on
   * @param kind the name of the network, which is kept with its parameters
   * @param name the name of the kept file, without its ending
   * @return null if a stop was asked for
   */
  @Nullable Result run(
      ImageTraining.Plan plan,
      ImageTraining.Plan fine,
      Map<String, ?> facts,
      String kind,
      String name)
      throws IOException {
    ImageTraining training = new ImageTraining(context, data, seed);
    TrainingOutcome outcome = training.train(plan, network, facts);
    if (outcome == null) {
      return null;
    }
    if (outcome.diverged() != null) {
      return new Result(Map.of(), outcome.diverged());
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    Path pruned = context.folder().checkpoint(name + ".pruned.safetensors");
    prune(training.model(plan), pruned, metrics);
    Map<String, Object> more = new LinkedHashMap<>(facts);
    more.put("phase", "fine-tuning");
    TrainingOutcome tuned = training.train(fine, () -> read(pruned), more);
    if (tuned == null) {
      return null;
    }
    if (tuned.diverged() != null) {
      return new Result(Map.of(), tuned.diverged());
    }
    keep(training.model(fine), name, kind, facts);
    Mlp last = onDevice(read(training.model(fine)));
    metrics.put(VALIDATION, validation(last));
    metrics.put(TEST, test(last));
    metrics.put(SECONDS, outcome.seconds() + tuned.seconds());
    return new Result(metrics, null);
  }

  private void prune(Path trained, Path pruned, Map<String, Double> metrics) throws IOException {
    Mlp model = onDevice(read(trained));
    int units = HiddenUnits.count(model);
    metrics.put(VALIDATION_BEFORE, validation(model));
    metrics.put(TEST_BEFORE, test(model));
    Map<String, Double> before = sizes(model);
    int zero = HiddenUnits.remove(model, 0);
    int small = share > 0 ? HiddenUnits.remove(model, share) : 0;
    metrics.put(TEST_PRUNED, test(model));
    metrics.put(ZERO, 100.0 * zero / units);
    metrics.put(SMALL, 100.0 * small / units);
    Map<String, Double> after = sizes(model);
    for (int batch : timed ? LATENCY_BATCHES : new int[0]) {
      latencies(onDevice(read(trained)), model, batch, before, after);
    }
    before.forEach((size, value) -> metrics.put(size + BEFORE, value));
    metrics.putAll(after);
    double known = metrics.getOrDefault(VALIDATION_BEFORE, Double.NaN);
    context
        .out()
        .printf(
            Locale.ROOT,
            "%s: %d of %d units are zero, %d more small: validation accuracy %.2f -> %.2f %%%n",
            pruned.getFileName().toString().replace(".pruned.safetensors", ""),
            zero,
            units,
            small,
            known,
            validation(model));
    Map<String, Tensor> parameters = ModelState.of(model).all();
    try {
      new SafeTensors(parameters, Map.of()).write(pruned);
    } finally {
      NamedTensors.close(parameters);
    }
  }

  private Map<String, Double> sizes(Mlp model) {
    Map<String, Double> sizes = new LinkedHashMap<>();
    try (TensorScope scope = new TensorScope()) {
      Tensor one = images(1);
      ModelSize size = ModelSize.of(model, model::logits, one);
      sizes.put("parameters", (double) size.parameters());
      sizes.put("bytes", (double) size.bytes());
      sizes.put("flops", (double) size.flops());
    }
    return sizes;
  }

  /** In turns, so that what else the machine does slows both down; medians over the turns. */
  private void latencies(
      Mlp whole, Mlp small, int batch, Map<String, Double> before, Map<String, Double> after) {
    double[] wholeTimes = new double[LATENCY_ROUNDS];
    double[] smallTimes = new double[LATENCY_ROUNDS];
    try (TensorScope scope = new TensorScope()) {
      Tensor images = images(batch);
      for (int i = 0; i < LATENCY_ROUNDS; i++) {
        wholeTimes[i] = Latency.milliseconds(whole::logits, images, LATENCY_RUNS);
        smallTimes[i] = Latency.milliseconds(small::logits, images, LATENCY_RUNS);
      }
    }
    double wholeTime = median(wholeTimes);
    double smallTime = median(smallTimes);
    before.put(LATENCY + batch, wholeTime);
    after.put(LATENCY + batch, smallTime);
    after.put(SPEEDUP + batch, wholeTime / smallTime);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /** The first training images, again from the start where there are fewer. */
  private Tensor images(int count) {
    ImageDataset train = data.split().train();
    int[] indices = IntStream.range(0, count).map(i -> i % train.size()).toArray();
    return train.batch(indices, context.device()).images();
  }

  private double validation(Mlp model) {
    return ImageScores.of(model, data.split().validation(), context.device()).accuracy();
  }

  private double test(Mlp model) {
    ImageDataset test = data.test();
    return test == null ? Double.NaN : ImageScores.of(model, test, context.device()).accuracy();
  }

  private Mlp read(Path file) {
    Mlp model = network.get();
    try (TensorScope scope = new TensorScope()) {
      SmallerNetwork.load(model, SafeTensors.read(file).tensors());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return model;
  }

  private Mlp onDevice(Mlp model) {
    model.to(context.device(), ScalarType.Float, false);
    model.eval();
    return model;
  }

  private void keep(Path file, String name, String kind, Map<String, ?> facts) throws IOException {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("network", kind);
    words.put("images", data.label());
    PixelScaling scaling = data.split().train().scaling();
    if (scaling != null) {
      words.put("pixels", scaling.toString());
    }
    facts.forEach((fact, value) -> words.put(fact, String.valueOf(value)));
    Path networks = Files.createDirectories(context.folder().path().resolve("networks"));
    try (TensorScope scope = new TensorScope()) {
      new SafeTensors(SafeTensors.read(file).tensors(), words)
          .write(networks.resolve(name + ".safetensors"));
    }
  }
}
