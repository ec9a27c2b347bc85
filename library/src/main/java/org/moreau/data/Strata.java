package org.moreau.data;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.moreau.engine.Seeds;

/** Drawing from each class by itself. */
final class Strata {
  private Strata() {}

  /** Where {@code label} stands in {@code labels}, in order. */
  static int[] members(int[] labels, int label) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
  }

  /** Marks {@code count} of {@code members}, drawn without replacement. */
  static void draw(int[] members, int count, SplittableRandom random, boolean[] taken) {
    int[] order = Seeds.permutation(members.length, random);
    for (int i = 0; i < count; i++) {
      taken[members[order[i]]] = true;
    }
  }
}
