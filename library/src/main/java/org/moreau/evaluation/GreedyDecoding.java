package org.moreau.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.Check;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

/**
 * What is heard by the output of connectionist temporal classification: the likeliest class of each
 * frame, of which repetitions count once, and the blank, which parts equal labels, not at all.
 *
 * <p>Source: Graves, Fernandez, Gomez, Schmidhuber, "Connectionist temporal classification", 2006.
 */
public final class GreedyDecoding {
  private GreedyDecoding() {}

  /**
   * The labels of each sequence.
   *
   * @param scores [time, batch, classes], on any device: log-probabilities, or anything in their
   *     order; of equal ones the first counts
   * @param lengths the frames of each sequence; those after them do not count
   * @throws IllegalArgumentException naming the first sequence and frame with NaN
   */
  public static List<List<Integer>> decode(Tensor scores, long[] lengths, int blank) {
    Check.shape("scores", scores, -1, lengths.length, -1);
    int time = (int) scores.size(0);
    int batch = lengths.length;
    int classes = (int) scores.size(2);
    Check.inRange("blank", blank, 0, classes - 1);
    float[] values;
    try (TensorScope scope = new TensorScope()) {
      values = TensorData.floats(scores);
    }
    List<List<Integer>> decoded = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      if (lengths[i] < 0 || lengths[i] > time) {
        throw new IllegalArgumentException(
            "length of sequence " + i + " must be from 0 to " + time + ", got " + lengths[i]);
      }
      int[] best = new int[(int) lengths[i]];
      for (int t = 0; t < best.length; t++) {
        best[t] = likeliest(values, (t * batch + i) * classes, classes, i, t);
      }
      decoded.add(collapse(best, blank));
    }
    return decoded;
  }

  /** {@code path} with repetitions counted once and blanks left out. */
  public static List<Integer> collapse(int[] path, int blank) {
    List<Integer> labels = new ArrayList<>();
    for (int t = 0; t < path.length; t++) {
      if (path[t] != blank && (t == 0 || path[t] != path[t - 1])) {
        labels.add(path[t]);
      }
    }
    return List.copyOf(labels);
  }

  private static int likeliest(float[] values, int at, int classes, int sequence, int frame) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      if (Float.isNaN(values[at + c])) {
        throw new IllegalArgumentException(
            "scores must be numbers, but sequence " + sequence + " frame " + frame + " has NaN");
      }
      if (values[at + c] > values[at + best]) {
        best = c;
      }
    }
    return best;
  }
}
