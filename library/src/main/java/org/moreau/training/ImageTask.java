package org.moreau.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.data.Batches;
import org.moreau.data.ImageBatch;
import org.moreau.data.ImageDataset;
import org.moreau.data.ImageSplit;
import org.moreau.data.RandomCropFlip;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.model.ImageClassifier;
import org.moreau.model.ImageScores;

/**
 * Classification of images by mean cross-entropy. An epoch's batches are drawn without replacement;
 * the last one, which may be smaller, is used. The best epoch is the one with the lowest validation
 * loss.
 */
public final class ImageTask implements Task {
  /** The name of the validation accuracy, in percent. */
  public static final String ACCURACY = "validation_accuracy";

  /** The name of the mean validation cross-entropy. */
  public static final String LOSS = "validation_loss";

  /** The name of the mean cross-entropy of all training images after an epoch. */
  public static final String FULL_BATCH_LOSS = "full_batch_loss";

  private final ImageClassifier model;
  private final ImageDataset train;
  private final ImageDataset validation;
  private final Settings settings;
  private int batchedEpoch;
  private List<int[]> batches = List.of();

  /**
   * How it is learnt.
   *
   * @param fullBatchLoss whether {@link #evaluate} goes through all training images too
   * @param cropFlip how images are changed, anew in every epoch, before they are learnt from; null
   *     for not at all
   */
  public record Settings(
      int batchSize,
      long seed,
      Device device,
      boolean fullBatchLoss,
      @Nullable RandomCropFlip cropFlip) {
    public Settings {
      Check.positive("batchSize", batchSize);
    }

    /** With images as they are. */
    public Settings(int batchSize, long seed, Device device, boolean fullBatchLoss) {
      this(batchSize, seed, device, fullBatchLoss, null);
    }
  }

  /** A task for a model that is on the device of {@code settings}. */
  public ImageTask(ImageClassifier model, ImageSplit data, Settings settings) {
    this.model = model;
    this.train = data.train();
    this.validation = data.validation();
    this.settings = settings;
  }

  @Override
  public int steps(int epoch) {
    return batches(epoch).size();
  }

  @Override
  public double accumulate(int epoch, int step) {
    ImageBatch batch =
        train.batch(
            batches(epoch).get(step), settings.device, images -> changed(images, epoch, step));
    Tensor loss = torch.cross_entropy(model.logits(batch.images()), batch.labels());
    loss.backward();
    return loss.item_double();
  }

  private Tensor changed(Tensor images, int epoch, int step) {
    return settings.cropFlip == null
        ? images
        : settings.cropFlip.apply(images, Seeds.random(settings.seed, "crop-flip", epoch, step));
  }

  @Override
  public Map<String, Double> evaluate() {
    ImageScores scores = ImageScores.of(model, validation, settings.device);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(ACCURACY, scores.accuracy());
    metrics.put(LOSS, scores.crossEntropy());
    if (settings.fullBatchLoss) {
      ImageScores whole = ImageScores.of(model, train, settings.device);
      metrics.put(FULL_BATCH_LOSS, whole.crossEntropy());
    }
    return metrics;
  }

  @Override
  public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
    return loss(candidate) < loss(best);
  }

  private static double loss(Map<String, Double> metrics) {
    double loss = metrics.getOrDefault(LOSS, Double.NaN);
    return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
  }

  private List<int[]> batches(int epoch) {
    if (epoch != batchedEpoch) {
      batches =
          Batches.random(
              train.size(), settings.batchSize, Seeds.random(settings.seed, "batches", epoch));
      batchedEpoch = epoch;
    }
    return batches;
  }
}
