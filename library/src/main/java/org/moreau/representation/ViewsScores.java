package org.moreau.representation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.LabelledViews;
import org.moreau.data.ViewsBatch;
import org.moreau.engine.Check;
import org.moreau.engine.TensorScope;
import org.moreau.multiview.TestMode;

/**
 * How well a network in evaluation mode does on samples in several views, without gradients.
 *
 * @param error the share of samples whose class has not the largest logit, in percent
 * @param crossEntropy the mean cross-entropy of the labels; NaN or infinite where logits overflow
 */
public record ViewsScores(double error, double crossEntropy) {
  /**
   * Runs {@code network} over {@code samples}, whose {@code batchSize} matters to {@link
   * TestMode#BATCH}; batches are cut as evenly as can be. Leaves the proximal layer dropped.
   *
   * @throws IllegalArgumentException if the layer is applied to a single sample
   */
  public static ViewsScores of(
      ViewsClassifier network, LabelledViews samples, int batchSize, Device device, TestMode mode) {
    network.testMode(mode);
    try {
      return of(
          samples,
          batchSize,
          device,
          batch -> network.logits(network.joined(network.codes(batch.views()))));
    } finally {
      network.testMode(TestMode.DROPPED);
    }
  }

  /** The same where only the view at {@code view} is there. */
  public static ViewsScores alone(
      ViewsClassifier network, int view, LabelledViews samples, int batchSize, Device device) {
    return of(
        samples, batchSize, device, batch -> network.logitsAlone(view, batch.views().get(view)));
  }

  private static ViewsScores of(
      LabelledViews samples, int batchSize, Device device, Function<ViewsBatch, Tensor> model) {
    long right = 0;
    double loss = 0;
    for (int[] indices : even(samples.size(), batchSize)) {
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        ViewsBatch batch = samples.batch(indices, device, ScalarType.Float);
        Tensor logits = model.apply(batch).to(ScalarType.Double);
        Tensor largest = logits.argmax(new LongOptional(1), false);
        right += largest.eq(batch.labels()).sum().item_long();
        loss += indices.length * torch.cross_entropy(logits, batch.labels()).item_double();
      }
    }
    return new ViewsScores(
        100.0 * (samples.size() - right) / samples.size(), loss / samples.size());
  }

  /** 0, ..., n-1 in order, in as few batches as can be, whose sizes differ by 1 at most. */
  static List<int[]> even(int n, int most) {
    int count = (n + Check.positive("batchSize", most) - 1) / most;
    List<int[]> batches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) n * i / count);
      batches.add(IntStream.range(from, (int) ((long) n * (i + 1) / count)).toArray());
    }
    return batches;
  }
}
