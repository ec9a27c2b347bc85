package org.moreau.data;

import java.util.List;

/**
 * A sequence of frames in two views [length][features], and the labels that are heard in it, fewer
 * than frames.
 *
 * @param speaker who is heard; sequences of one speaker are not mixed with each other
 */
@SuppressWarnings("ArrayRecordComponent") // numbers in bulk, never compared as records
public record TwoViewSequence(
    float[][] first, float[][] second, List<Integer> labels, String speaker) {
  public TwoViewSequence {
    labels = List.copyOf(labels);
    if (first.length == 0 || first.length != second.length) {
      throw new IllegalArgumentException(
          "both views must have the same frames, and at least 1, got "
              + first.length
              + " and "
              + second.length);
    }
  }

  /** The number of frames. */
  public int length() {
    return first.length;
  }
}
