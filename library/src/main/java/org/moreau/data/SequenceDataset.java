package org.moreau.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.moreau.engine.Check;

/** Sequences of different lengths whose frames all have {@code features} values. */
public record SequenceDataset(List<LabelledSequence> sequences, int features, int classes) {
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

  /** The number of sequences. */
  public int size() {
    return sequences.size();
  }

  /** The number of frames of each sequence. */
  public int[] lengths() {
    return sequences.stream().mapToInt(LabelledSequence::length).toArray();
  }

  /** A SHA-256 of all labels and values, which tells whether two sets are the same. */
  public String sha256() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    for (LabelledSequence sequence : sequences) {
      int length = sequence.length();
      ByteBuffer bytes = ByteBuffer.allocate(4 * (2 + length * features));
      bytes.putInt(sequence.label()).putInt(length);
      for (float[] frame : sequence.frames()) {
        for (float value : frame) {
          bytes.putFloat(value);
        }
      }
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The sequences at {@code indices}, in that order. */
  public SequenceDataset subset(int[] indices) {
    return new SequenceDataset(
        Arrays.stream(indices).mapToObj(sequences::get).toList(), features, classes);
  }
}
