package org.moreau.data;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.TensorData;

/**
 * Sequences in two views, padded with zeros to the longest: views [time, batch, features], their
 * lengths [batch] int64, the labels [batch, most] int64, and their numbers [batch] int64. Its
 * tensors belong to the TensorScope that is open when it is made.
 */
public record SpeechBatch(
    Tensor first, Tensor second, Tensor lengths, Tensor labels, Tensor labelLengths) {

  /** The sequences at {@code indices}, on {@code device}; the views are of {@code type}. */
  public static SpeechBatch of(
      SpeechDataset dataset, int[] indices, Device device, ScalarType type) {
    int batch = indices.length;
    if (batch == 0) {
      throw new IllegalArgumentException("a batch must have at least 1 sequence, got 0");
    }
    List<TwoViewSequence> chosen =
        Arrays.stream(indices).mapToObj(dataset.sequences()::get).toList();
    int most = chosen.stream().mapToInt(s -> s.labels().size()).max().orElseThrow();
    long[] labels = new long[batch * most];
    for (int i = 0; i < batch; i++) {
      List<Integer> own = chosen.get(i).labels();
      for (int l = 0; l < own.size(); l++) {
        labels[i * most + l] = own.get(l);
      }
    }
    long[] lengths = chosen.stream().mapToLong(TwoViewSequence::length).toArray();
    long[] counts = chosen.stream().mapToLong(s -> s.labels().size()).toArray();
    return new SpeechBatch(
        padded(chosen.stream().map(TwoViewSequence::first).toList(), dataset.firstFeatures())
            .to(device, type),
        padded(chosen.stream().map(TwoViewSequence::second).toList(), dataset.secondFeatures())
            .to(device, type),
        TensorData.of(lengths, batch).to(device, ScalarType.Long),
        TensorData.of(labels, batch, most).to(device, ScalarType.Long),
        TensorData.of(counts, batch).to(device, ScalarType.Long));
  }

  private static Tensor padded(List<float[][]> sequences, int features) {
    int time = sequences.stream().mapToInt(frames -> frames.length).max().orElseThrow();
    int batch = sequences.size();
    float[] values = new float[Math.multiplyExact(Math.multiplyExact(batch, features), time)];
    for (int i = 0; i < batch; i++) {
      float[][] frames = sequences.get(i);
      for (int t = 0; t < frames.length; t++) {
        System.arraycopy(frames[t], 0, values, (t * batch + i) * features, features);
      }
    }
    return TensorData.of(values, time, batch, features);
  }
}
