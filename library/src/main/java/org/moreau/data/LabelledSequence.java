package org.moreau.data;

/**
 * One sequence and its class: frames [length][features], at least one of them; a label from 0, or
 * {@link #NO_LABEL}.
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record LabelledSequence(float[][] frames, int label) {
  /** The label of a sequence whose class is not known. */
  public static final int NO_LABEL = -1;

  public LabelledSequence {
    if (frames.length == 0) {
      throw new IllegalArgumentException("a sequence must have at least 1 frame, got 0");
    }
    if (label < NO_LABEL) {
      throw new IllegalArgumentException("label must be >= 0, or -1 for none, got " + label);
    }
  }

  /** The number of frames. */
  public int length() {
    return frames.length;
  }
}
