package org.moreau.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.moreau.data.Batches;
import org.moreau.data.LabelledSequences;
import org.moreau.data.SequenceBatch;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.model.RecurrentClassifier;
import org.moreau.model.SequenceScores;
import org.moreau.recurrent.AdversarialLoss;
import org.moreau.recurrent.ProxRecurrent;

/**
 * Classification of sequences by mean cross-entropy, plain or adversarial, in random batches of
 * similar length. The best epoch is the one with the lowest validation loss: on a small validation
 * part the accuracy has too few values to choose by.
 */
public final class SequenceTask implements Task {
  /** The name of the validation accuracy, in percent. */
  public static final String ACCURACY = "validation_accuracy";

  /** The name of the mean validation cross-entropy. */
  public static final String LOSS = "validation_loss";

  private final RecurrentClassifier model;
  private final LabelledSequences train;
  private final LabelledSequences validation;
  private final int batchSize;
  private final long seed;
  private final Device device;
  private final @Nullable AdversarialLoss adversarial;
  private int batchedEpoch;
  private List<int[]> batches = List.of();

  /**
   * A task for a model that is on {@code device}; both sets are as it takes them.
   *
   * @param adversarial null for the plain loss
   */
  public SequenceTask(
      RecurrentClassifier model,
      LabelledSequences train,
      LabelledSequences validation,
      int batchSize,
      long seed,
      Device device,
      @Nullable AdversarialLoss adversarial) {
    this.model = model;
    this.train = train;
    this.validation = validation;
    this.batchSize = Check.positive("batchSize", batchSize);
    this.seed = seed;
    this.device = device;
    this.adversarial = adversarial;
  }

  @Override
  public int steps(int epoch) {
    return batches(epoch).size();
  }

  @Override
  public double accumulate(int epoch, int step) {
    SequenceBatch batch = train.batch(batches(epoch).get(step), device);
    Tensor encoded = model.encode(batch.inputs());
    if (adversarial != null) {
      return adversarial.accumulate(encoded, input -> loss(input, batch));
    }
    Tensor loss = loss(encoded, batch);
    loss.backward();
    return loss.item_double();
  }

  @Override
  public double solveError() {
    return model.layer() instanceof ProxRecurrent layer ? layer.outcome().error() : 0;
  }

  private Tensor loss(Tensor encoded, SequenceBatch batch) {
    return torch.cross_entropy(
        model.classify(model.lastHidden(encoded, batch.lengths())), batch.labels());
  }

  @Override
  public Map<String, Double> evaluate() {
    SequenceScores scores = SequenceScores.of(model, validation, device);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(ACCURACY, scores.accuracy());
    metrics.put(LOSS, scores.crossEntropy());
    return metrics;
  }

  @Override
  public boolean isBetter(Map<String, Double> candidate, Map<String, Double> best) {
    return loss(candidate) < loss(best);
  }

  private static double loss(Map<String, Double> metrics) {
    return metrics.getOrDefault(LOSS, Double.POSITIVE_INFINITY);
  }

  private List<int[]> batches(int epoch) {
    if (epoch != batchedEpoch) {
      batches =
          Batches.ofSimilarLength(train.lengths(), batchSize, Seeds.random(seed, "batches", epoch));
      batchedEpoch = epoch;
    }
    return batches;
  }
}
