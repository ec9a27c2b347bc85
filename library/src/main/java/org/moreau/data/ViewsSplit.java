package org.moreau.data;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The parts of a set of samples to train on and to make choices on. */
public record ViewsSplit(ViewsDataset train, ViewsDataset validation) {

  /**
   * Moves {@code share} of each class, rounded and drawn by {@code random}, from {@code known} to
   * the second part; both parts keep the order of {@code known}.
   *
   * @param share in (0, 1)
   * @throws IllegalArgumentException if a class that is there has no sample left in one of them
   */
  public static ViewsSplit stratified(ViewsDataset known, double share, SplittableRandom random) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share must be > 0 and < 1, got " + share);
    }
    int[] labels = known.labels();
    boolean[] taken = new boolean[labels.length];
    for (int label = 0; label < known.classes(); label++) {
      int[] members = Strata.members(labels, label);
      int count = (int) Math.round(share * members.length);
      if (members.length > 0 && (count == 0 || count == members.length)) {
        throw new IllegalArgumentException(
            "class "
                + label
                + " must have enough samples to give "
                + share
                + " of them away and keep some, got "
                + members.length);
      }
      Strata.draw(members, count, random, taken);
    }
    return new ViewsSplit(
        known.subset(IntStream.range(0, taken.length).filter(i -> !taken[i]).toArray()),
        known.subset(IntStream.range(0, taken.length).filter(i -> taken[i]).toArray()));
  }
}
