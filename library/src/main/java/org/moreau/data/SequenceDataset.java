package org.moreau.data;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.engine.Check;

/** Sequences of different lengths whose frames all have {@code features} values. */
public record SequenceDataset(List<LabelledSequence> sequences, int features, int classes)
    implements LabelledSequences {
  public SequenceDataset {
    Check.positive("features", features);
    Check.positive("classes", classes);
    sequences = List.copyOf(sequences);
    for (int i = 0; i < sequences.size(); i++) {
      LabelledSequence sequence = sequences.get(i);
      if (sequence.label() >= classes) {
        throw new IllegalArgumentException(
            "label of sequence " + i + " must be < " + classes + ", got " + sequence.label());
      }
      for (float[] frame : sequence.frames()) {
        if (frame.length != features) {
          throw new IllegalArgumentException(
              "frames of sequence "
                  + i
                  + " must have "
                  + features
                  + " values, got "
                  + frame.length);
        }
      }
    }
  }

  @Override
  public int size() {
    return sequences.size();
  }

  @Override
  public int[] lengths() {
    return sequences.stream().mapToInt(LabelledSequence::length).toArray();
  }

  @Override
  public int[] labels() {
    return sequences.stream().mapToInt(LabelledSequence::label).toArray();
  }

  @Override
  public SequenceBatch batch(int[] indices, Device device) {
    return SequenceBatch.of(this, indices, device, ScalarType.Float);
  }

  @Override
  public SequenceDataset subset(int[] indices) {
    return new SequenceDataset(
        Arrays.stream(indices).mapToObj(sequences::get).toList(), features, classes);
  }
}
