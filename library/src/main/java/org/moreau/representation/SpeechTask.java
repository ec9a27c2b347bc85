package org.moreau.representation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.Batches;
import org.moreau.data.SpeechBatch;
import org.moreau.data.SpeechDataset;
import org.moreau.data.TwoViewSequence;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorScope;
import org.moreau.multiview.TestMode;

/**
 * Labelling of speech in two views by connectionist temporal classification. An epoch's batches are
 * of sequences of similar length, so that little is padded; those that would make a smaller batch
 * are left out, others in each epoch.
 */
public final class SpeechTask implements MultiviewTask {
  /** The name of the phone error rate on the validation data, in percent. */
  public static final String PER = "validation_per";

  private final SpeechRecogniser network;
  private final SpeechDataset train;
  private final SpeechDataset validation;
  private final Settings settings;
  private int batchedEpoch;
  private List<int[]> batches = List.of();

  /**
   * How it is learnt.
   *
   * @param batchSize sequences in a batch; the paper has 32
   */
  public record Settings(int batchSize, long seed, Device device) {
    public Settings {
      Check.positive("batchSize", batchSize);
    }
  }

  /**
   * A task for a network that is on the device of {@code settings}.
   *
   * @throws IllegalArgumentException naming the first sequence with too few frames for its labels
   */
  public SpeechTask(
      SpeechRecogniser network, SpeechDataset train, SpeechDataset validation, Settings settings) {
    requireFrames("training", train);
    requireFrames("validation", validation);
    this.network = network;
    this.train = train;
    this.validation = validation;
    this.settings = settings;
  }

  /** Each label takes a frame, and a blank must part two that are equal. */
  private static void requireFrames(String part, SpeechDataset dataset) {
    for (int i = 0; i < dataset.size(); i++) {
      TwoViewSequence sequence = dataset.sequences().get(i);
      List<Integer> labels = sequence.labels();
      int needed = labels.size();
      for (int l = 1; l < labels.size(); l++) {
        needed += labels.get(l).equals(labels.get(l - 1)) ? 1 : 0;
      }
      if (sequence.length() < needed) {
        throw new IllegalArgumentException(
            "sequence "
                + i
                + " of the "
                + part
                + " data must have at least "
                + needed
                + " frames for its labels, got "
                + sequence.length());
      }
    }
  }

  @Override
  public int steps(int epoch) {
    return batches(epoch).size();
  }

  @Override
  public CodedBatch batch(int epoch, int step) {
    return new Coded(batch(train, batches(epoch).get(step)));
  }

  private SpeechBatch batch(SpeechDataset dataset, int[] indices) {
    return SpeechBatch.of(dataset, indices, settings.device, ScalarType.Float);
  }

  @Override
  public void validation(Consumer<CodedBatch> user) {
    for (int[] indices : SpeechScores.batches(validation, settings.batchSize)) {
      try (TensorScope scope = new TensorScope()) {
        user.accept(new Coded(batch(validation, indices)));
      }
    }
  }

  @Override
  public Map<String, Double> evaluate() {
    SpeechScores scores =
        SpeechScores.of(network, validation, settings.batchSize, settings.device, TestMode.DROPPED);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(PER, scores.per());
    metrics.put(LOSS, scores.loss());
    return metrics;
  }

  private List<int[]> batches(int epoch) {
    if (epoch != batchedEpoch) {
      SplittableRandom random = Seeds.random(settings.seed, "batches", epoch);
      int size = Math.min(settings.batchSize, train.size());
      int[] used =
          Arrays.copyOf(Seeds.permutation(train.size(), random), train.size() / size * size);
      int[] lengths = train.lengths();
      batches =
          Batches.ofSimilarLength(Arrays.stream(used).map(i -> lengths[i]).toArray(), size, random)
              .stream()
              .map(places -> Arrays.stream(places).map(i -> used[i]).toArray())
              .toList();
      batchedEpoch = epoch;
    }
    return batches;
  }

  /** A batch of samples. */
  private final class Coded extends EncodedBatch {
    private final SpeechBatch batch;

    Coded(SpeechBatch batch) {
      super(network);
      this.batch = batch;
    }

    @Override
    List<Tensor> encode() {
      return network.codes(batch);
    }

    @Override
    public Tensor taskLoss(List<Tensor> at) {
      return network.loss(at, batch);
    }

    @Override
    public Tensor reconstructionLoss(List<Tensor> at) {
      return network.reconstructionLoss(at, batch);
    }
  }
}
