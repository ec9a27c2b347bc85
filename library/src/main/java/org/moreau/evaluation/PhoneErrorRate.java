package org.moreau.evaluation;

import java.util.List;

/**
 * Phone error rate, (S + D + I) / N: the changes of the {@link Alignment} of what is heard with the
 * reference, over all strings, by the labels of all references. It exceeds 1 where much is put in.
 */
public final class PhoneErrorRate {
  private Alignment changes = new Alignment(0, 0, 0);
  private long labels;

  /** A rate over no string yet. */
  public PhoneErrorRate() {}

  /** Counts one string. */
  public void add(List<Integer> reference, List<Integer> heard) {
    Alignment own = Alignment.of(reference, heard);
    changes = changes.plus(own.substitutions(), own.deletions(), own.insertions());
    labels += reference.size();
  }

  /** The changes in all strings. */
  public Alignment changes() {
    return changes;
  }

  /** N, the labels of all references. */
  public long labels() {
    return labels;
  }

  /**
   * (S + D + I) / N.
   *
   * @throws IllegalStateException if no reference has a label
   */
  public double rate() {
    if (labels == 0) {
      throw new IllegalStateException(
          "a phone error rate needs at least 1 label to be heard, got 0");
    }
    return (double) changes.changes() / labels;
  }
}
