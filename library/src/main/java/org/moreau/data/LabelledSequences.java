package org.moreau.data;

import org.bytedeco.pytorch.Device;

/** Sequences of different lengths with a label each, of which a recurrent net gets batches. */
public interface LabelledSequences {
  /** The number of sequences. */
  int size();

  /** The number of steps of each sequence. */
  int[] lengths();

  /** The label of each sequence; {@link LabelledSequence#NO_LABEL} where it is not known. */
  int[] labels();

  /** The sequences at {@code indices}, in that order. */
  LabelledSequences subset(int[] indices);

  /**
   * Those at {@code indices} as tensors on {@code device}, padded, of the type that a net in
   * float32 takes.
   */
  SequenceBatch batch(int[] indices, Device device);
}
