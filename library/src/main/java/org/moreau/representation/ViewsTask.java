package org.moreau.representation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.data.LabelledViews;
import org.moreau.data.ViewsBatch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.multiview.TestMode;

/**
 * Classification of samples in several views by mean cross-entropy. An epoch's batches are drawn
 * without replacement; the last one, where it is smaller, is left out.
 */
public final class ViewsTask implements MultiviewTask {
  /** The name of the validation error, in percent. */
  public static final String ERROR = "validation_error";

  private final ViewsClassifier network;
  private final LabelledViews train;
  private final LabelledViews validation;
  private final Settings settings;
  private final EpochBatches batches;

  /**
   * How it is learnt.
   *
   * @param change what is done to a batch of training data before it is learnt from; null for
   *     nothing
   */
  public record Settings(int batchSize, long seed, Device device, @Nullable Change change) {
    public Settings {
      if (batchSize < 2) {
        throw new IllegalArgumentException(
            "batchSize must be at least 2, as one row has no correlation, got " + batchSize);
      }
    }
  }

  /** Makes batches that are changed at random, anew in every epoch. */
  @FunctionalInterface
  public interface Change {
    /** The samples at {@code indices}, for a step of an epoch. */
    ViewsBatch batch(int[] indices, int epoch, int step);
  }

  /** A task for a network that is on the device of {@code settings}. */
  public ViewsTask(
      ViewsClassifier network, LabelledViews train, LabelledViews validation, Settings settings) {
    Check.positive("the number of validation samples", validation.size());
    this.batches = new EpochBatches(train.size(), settings.batchSize, settings.seed);
    this.network = network;
    this.train = train;
    this.validation = validation;
    this.settings = settings;
  }

  @Override
  public int steps(int epoch) {
    return batches.of(epoch).size();
  }

  @Override
  public CodedBatch batch(int epoch, int step) {
    int[] indices = batches.of(epoch).get(step);
    return new Coded(
        settings.change == null
            ? train.batch(indices, settings.device, ScalarType.Float)
            : settings.change.batch(indices, epoch, step));
  }

  @Override
  public void validation(Consumer<CodedBatch> user) {
    for (int[] indices : ViewsScores.even(validation.size(), settings.batchSize)) {
      try (TensorScope scope = new TensorScope()) {
        user.accept(new Coded(validation.batch(indices, settings.device, ScalarType.Float)));
      }
    }
  }

  @Override
  public Map<String, Double> evaluate() {
    ViewsScores scores =
        ViewsScores.of(network, validation, settings.batchSize, settings.device, TestMode.DROPPED);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(ERROR, scores.error());
    metrics.put(LOSS, scores.crossEntropy());
    return metrics;
  }

  /** A batch of samples. */
  private final class Coded extends EncodedBatch {
    private final ViewsBatch batch;

    Coded(ViewsBatch batch) {
      super(network);
      this.batch = batch;
    }

    @Override
    List<Tensor> encode() {
      return network.codes(batch.views());
    }

    @Override
    public Tensor taskLoss(List<Tensor> codes) {
      return network.loss(codes, batch.labels());
    }

    @Override
    public Tensor reconstructionLoss(List<Tensor> codes) {
      return SideBySide.squaredError(network.decoded(codes), batch.views());
    }
  }
}
