package org.moreau.data;

import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;
import org.moreau.text.Vocabulary;

/**
 * Sequences padded with zeros to the longest of them; lengths and labels are [batch] int64. Its
 * tensors belong to the TensorScope that is open when it is made.
 *
 * @param inputs frames [batch, features, time], or the numbers of words [batch, time] int64
 */
public record SequenceBatch(Tensor inputs, Tensor lengths, Tensor labels) {

  /** The sequences at {@code indices}, on {@code device}; the frames are of {@code type}. */
  public static SequenceBatch of(
      SequenceDataset dataset, int[] indices, Device device, ScalarType type) {
    int batch = indices.length;
    if (batch == 0) {
      throw new IllegalArgumentException("a batch must have at least 1 sequence, got 0");
    }
    long[] lengths = new long[batch];
    long[] labels = new long[batch];
    int time = 0;
    for (int i = 0; i < batch; i++) {
      LabelledSequence sequence = dataset.sequences().get(indices[i]);
      lengths[i] = sequence.length();
      labels[i] = sequence.label();
      time = Math.max(time, sequence.length());
    }
    int features = dataset.features();
    float[] values = new float[Math.multiplyExact(Math.multiplyExact(batch, features), time)];
    for (int i = 0; i < batch; i++) {
      float[][] frames = dataset.sequences().get(indices[i]).frames();
      for (int t = 0; t < frames.length; t++) {
        for (int f = 0; f < features; f++) {
          values[(i * features + f) * time + t] = frames[t][f];
        }
      }
    }
    return new SequenceBatch(
        TensorData.of(values, batch, features, time).to(device, type),
        TensorData.of(lengths, batch).to(device, ScalarType.Long),
        TensorData.of(labels, batch).to(device, ScalarType.Long));
  }

  /** The texts at {@code indices}, on {@code device}. */
  public static SequenceBatch of(TokenDataset dataset, int[] indices, Device device) {
    int batch = indices.length;
    if (batch == 0) {
      throw new IllegalArgumentException("a batch must have at least 1 text, got 0");
    }
    long[] lengths = new long[batch];
    long[] labels = new long[batch];
    int time = 0;
    for (int i = 0; i < batch; i++) {
      lengths[i] = dataset.texts().get(indices[i]).length;
      labels[i] = dataset.labels()[indices[i]];
      time = Math.max(time, (int) lengths[i]);
    }
    long[] words = new long[Math.multiplyExact(batch, time)];
    Arrays.fill(words, Vocabulary.PADDING);
    for (int i = 0; i < batch; i++) {
      int[] text = dataset.texts().get(indices[i]);
      for (int t = 0; t < text.length; t++) {
        words[i * time + t] = text[t];
      }
    }
    return new SequenceBatch(
        TensorData.of(words, batch, time).to(device, ScalarType.Long),
        TensorData.of(lengths, batch).to(device, ScalarType.Long),
        TensorData.of(labels, batch).to(device, ScalarType.Long));
  }
}
