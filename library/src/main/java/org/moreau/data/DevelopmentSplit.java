package org.moreau.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;

/** The parts of a data set to train on and to make choices on. */
public record DevelopmentSplit(SequenceDataset train, SequenceDataset validation) {

  /**
   * Moves {@code perClass} random sequences of each class from {@code known} to the validation
   * part; both parts keep the order of {@code known}.
   *
   * @throws IllegalArgumentException if a class has no more than {@code perClass} sequences
   */
  public static DevelopmentSplit stratified(
      SequenceDataset known, int perClass, SplittableRandom random) {
    Check.positive("perClass", perClass);
    boolean[] chosen = new boolean[known.size()];
    for (int label = 0; label < known.classes(); label++) {
      int wanted = label;
      int[] members =
          IntStream.range(0, known.size())
              .filter(i -> known.sequences().get(i).label() == wanted)
              .toArray();
      if (members.length <= perClass) {
        throw new IllegalArgumentException(
            "class "
                + label
                + " must have more than "
                + perClass
                + " sequences, got "
                + members.length);
      }
      Arrays.stream(Seeds.permutation(members.length, random))
          .limit(perClass)
          .forEach(i -> chosen[members[i]] = true);
    }
    int[] validation = IntStream.range(0, chosen.length).filter(i -> chosen[i]).toArray();
    int[] train = IntStream.range(0, chosen.length).filter(i -> !chosen[i]).toArray();
    return new DevelopmentSplit(known.subset(train), known.subset(validation));
  }
}
