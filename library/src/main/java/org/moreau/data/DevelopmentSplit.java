package org.moreau.data;

import java.util.Arrays;
import java.util.Comparator;
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
    return of(known, chosen);
  }

  /**
   * The same with {@code count} sequences in all, of each class in proportion to what it has; what
   * is left over by rounding goes to the largest remainders.
   *
   * @throws IllegalArgumentException if a class would be left without any sequence to train on
   */
  static DevelopmentSplit proportional(SequenceDataset known, int count, SplittableRandom random) {
    int[] labels = known.sequences().stream().mapToInt(LabelledSequence::label).toArray();
    double share = (double) count / known.size();
    int[] taken = new int[known.classes()];
    double[] remainder = new double[known.classes()];
    for (int label = 0; label < taken.length; label++) {
      double exact = share * Strata.members(labels, label).length;
      taken[label] = (int) exact;
      remainder[label] = exact - taken[label];
    }
    int left = count - Arrays.stream(taken).sum();
    IntStream.range(0, taken.length)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -remainder[label]))
        .limit(left)
        .forEach(label -> taken[label]++);
    boolean[] chosen = new boolean[labels.length];
    for (int label = 0; label < taken.length; label++) {
      int[] members = Strata.members(labels, label);
      if (members.length > 0 && taken[label] == members.length) {
        throw new IllegalArgumentException(
            "class " + label + " must have sequences to train on, but all are for validation");
      }
      Strata.draw(members, taken[label], random, chosen);
    }
    return of(known, chosen);
  }

  /** The {@code chosen} sequences for validation, in the order of {@code known}, and the others. */
  static DevelopmentSplit of(SequenceDataset known, boolean[] chosen) {
    int[] validation = IntStream.range(0, chosen.length).filter(i -> chosen[i]).toArray();
    int[] train = IntStream.range(0, chosen.length).filter(i -> !chosen[i]).toArray();
    return new DevelopmentSplit(known.subset(train), known.subset(validation));
  }
}
