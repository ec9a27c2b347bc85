package org.moreau.representation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.SpeechBatch;
import org.moreau.data.SpeechDataset;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.evaluation.GreedyDecoding;
import org.moreau.evaluation.PhoneErrorRate;
import org.moreau.multiview.TestMode;

/**
 * How well a network in evaluation mode labels speech by {@link GreedyDecoding}, without gradients.
 *
 * @param per the {@link PhoneErrorRate} over all sequences, in percent
 * @param loss the mean over the sequences of − log p(labels) / labels; infinite if one has too few
 *     frames
 */
public record SpeechScores(double per, double loss) {
  /**
   * Runs {@code network} over {@code dataset}, whose {@code batchSize} matters to {@link
   * TestMode#BATCH}; batches are cut as evenly as can be, of sequences of similar length. Leaves
   * the proximal layer dropped.
   *
   * @throws ArithmeticException if a score is not finite
   */
  public static SpeechScores of(
      SpeechRecogniser network,
      SpeechDataset dataset,
      int batchSize,
      Device device,
      TestMode mode) {
    network.testMode(mode);
    try {
      return of(
          network,
          dataset,
          batchSize,
          device,
          batch -> network.scores(network.joined(network.codes(batch)), batch));
    } finally {
      network.testMode(TestMode.DROPPED);
    }
  }

  /** The same where only the view at {@code view} is there. */
  public static SpeechScores alone(
      SpeechRecogniser network, int view, SpeechDataset dataset, int batchSize, Device device) {
    return of(network, dataset, batchSize, device, batch -> network.scoresAlone(view, batch));
  }

  private static SpeechScores of(
      SpeechRecogniser network,
      SpeechDataset dataset,
      int batchSize,
      Device device,
      Function<SpeechBatch, Tensor> model) {
    PhoneErrorRate errors = new PhoneErrorRate();
    double loss = 0;
    for (int[] indices : batches(dataset, batchSize)) {
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        SpeechBatch batch = SpeechBatch.of(dataset, indices, device, ScalarType.Float);
        Tensor scores = model.apply(batch);
        double own = network.loss(scores, batch).item_double();
        if (Double.isNaN(own)) {
          throw new ArithmeticException(
              "the scores of the network are not finite; it has diverged");
        }
        loss += indices.length * own;
        long[] lengths = TensorData.longs(batch.lengths());
        List<List<Integer>> heard = GreedyDecoding.decode(scores, lengths, network.blank());
        for (int i = 0; i < indices.length; i++) {
          errors.add(dataset.sequences().get(indices[i]).labels(), heard.get(i));
        }
      }
    }
    return new SpeechScores(100 * errors.rate(), loss / dataset.size());
  }

  /** Even batches of sequences of similar length, the same each time. */
  static List<int[]> batches(SpeechDataset dataset, int most) {
    int[] lengths = dataset.lengths();
    int[] byLength =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> lengths[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    return ViewsScores.even(lengths.length, most).stream()
        .map(places -> Arrays.stream(places).map(i -> byLength[i]).toArray())
        .toList();
  }
}
