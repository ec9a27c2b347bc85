package org.moreau.data;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;

/**
 * Sequences padded with zeros to the longest of them: frames [batch, features, time], lengths and
 * labels [batch] int64. Its tensors belong to the TensorScope that is open when it is made.
 */
public record SequenceBatch(Tensor frames, Tensor lengths, Tensor labels) {

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
}
