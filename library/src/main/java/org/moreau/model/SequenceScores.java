package org.moreau.model;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.data.Batches;
import org.moreau.data.LabelledSequences;
import org.moreau.data.SequenceBatch;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * What a classifier says about a data set, one entry per sequence in the set's order. Computed in
 * the model's current mode, without gradients.
 *
 * @param probabilities [sequences][classes], rows sum to 1
 * @param features the last hidden state, [sequences][hidden]
 */
public record SequenceScores(
    LabelledSequences dataset, double[][] probabilities, double[][] features) {
  private static final int BATCH = 128;

  /** Runs {@code model} over {@code dataset}. */
  public static SequenceScores of(
      RecurrentClassifier model, LabelledSequences dataset, Device device) {
    int n = dataset.size();
    double[][] probabilities = new double[n][];
    double[][] features = new double[n][];
    List<int[]> batches = Batches.byLength(dataset.lengths(), BATCH);
    for (int[] indices : batches) {
      try (TensorScope scope = new TensorScope();
          NoGradGuard guard = new NoGradGuard()) {
        SequenceBatch batch = dataset.batch(indices, device);
        Tensor last = model.lastHidden(model.encode(batch.inputs()), batch.lengths());
        Tensor logits = model.classify(last).to(ScalarType.Double);
        scatter(torch.softmax(logits, 1), indices, probabilities);
        scatter(last, indices, features);
      }
    }
    return new SequenceScores(dataset, probabilities, features);
  }

  /** The class of the highest probability. */
  public int predicted(int sequence) {
    int best = 0;
    for (int k = 1; k < probabilities[sequence].length; k++) {
      if (probabilities[sequence][k] > probabilities[sequence][best]) {
        best = k;
      }
    }
    return best;
  }

  /** The share of sequences whose predicted class is their label, in percent. */
  public double accuracy() {
    int right = 0;
    int[] labels = dataset.labels();
    for (int i = 0; i < probabilities.length; i++) {
      right += predicted(i) == labels[i] ? 1 : 0;
    }
    return 100.0 * right / probabilities.length;
  }

  /** The mean cross-entropy of the labels. */
  public double crossEntropy() {
    double sum = 0;
    int[] labels = dataset.labels();
    for (int i = 0; i < probabilities.length; i++) {
      sum -= Math.log(probabilities[i][labels[i]]);
    }
    return sum / probabilities.length;
  }

  private static void scatter(Tensor rows, int[] indices, double[][] target) {
    double[] values = TensorData.doubles(rows);
    int width = values.length / indices.length;
    for (int i = 0; i < indices.length; i++) {
      target[indices[i]] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
    }
  }
}
