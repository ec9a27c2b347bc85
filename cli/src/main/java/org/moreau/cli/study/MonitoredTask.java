package org.moreau.cli.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.moreau.data.ImageBatch;
import org.moreau.data.ImageDataset;
import org.moreau.layer.Network;
import org.moreau.model.ImageClassifier;
import org.moreau.proxprop.ImplicitSteps;
import org.moreau.proxprop.ProxProp;
import org.moreau.proxprop.StepReport;
import org.moreau.training.Task;

/**
 * A task with implicit steps whose metrics have the cosine of the angle between direction and
 * gradient, positive for directions of descent: the smallest of all layers, on the first training
 * images after an epoch. It costs a training step per epoch, which is not in the training time.
 */
final class MonitoredTask<M extends Network & ImageClassifier> implements Task {
  static final String COSINE = "cosine";

  private final Task task;
  private final M model;
  private final ProxProp proxProp;
  private final ImageDataset train;
  private final int images;
  private final Device device;

  MonitoredTask(
      Task task, M model, ProxProp proxProp, ImageDataset train, int images, Device device) {
    this.task = task;
    this.model = model;
    this.proxProp = proxProp;
    this.train = train;
    this.images = Math.min(images, train.size());
    this.device = device;
  }

  @Override
  public int steps(int epoch) {
    return task.steps(epoch);
  }

  @Override
  public double accumulate(int epoch, int step) {
    return task.accumulate(epoch, step);
  }

  @Override
  public double solveError() {
    return task.solveError();
  }

  @Override
  public Map<String, Double> evaluate() {
    Map<String, Double> metrics = new LinkedHashMap<>(task.evaluate());
    metrics.put(COSINE, cosine());
    return metrics;
  }

  @Override
  public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
    return task.isBetter(candidate, best);
  }

  private double cosine() {
    ImplicitSteps steps = proxProp.monitoredOn(model);
    int[] first = new int[images];
    Arrays.setAll(first, i -> i);
    ImageBatch batch = train.batch(first, device);
    try (AutoGradMode gradients = new AutoGradMode(true)) {
      torch.cross_entropy(model.logits(batch.images()), batch.labels()).backward();
    } finally {
      proxProp.on(model);
    }
    return steps.layers().values().stream()
        .flatMap(Optional::stream)
        .map(StepReport::cosine)
        .mapToDouble(cosine -> cosine == null ? Double.NaN : cosine)
        .min()
        .orElse(Double.NaN);
  }
}
