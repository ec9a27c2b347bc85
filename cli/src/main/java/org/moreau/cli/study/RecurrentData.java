package org.moreau.cli.study;

import java.io.IOException;
import java.util.Arrays;
import org.moreau.data.DataFolders;
import org.moreau.data.DevelopmentSplit;
import org.moreau.data.Normalisation;
import org.moreau.data.SequenceDataset;
import org.moreau.data.SequenceSet;
import org.moreau.engine.Seeds;

/** A repeat's sequences to train on and to choose by, normalised by the former. */
record RecurrentData(
    long seed, Normalisation normalisation, SequenceDataset train, SequenceDataset validation) {

  /** Reads them; {@code sequences} > 0 takes only so many to train on, drawn by the seed. */
  static RecurrentData load(SequenceSet set, int sequences, DataFolders folders, long seed)
      throws IOException {
    DevelopmentSplit raw = set.development(folders, seed);
    SequenceDataset train = raw.train();
    if (sequences > train.size()) {
      throw new IllegalArgumentException(
          "sequences must be at most the "
              + train.size()
              + " of the training part, or 0 for all, got "
              + sequences);
    }
    if (sequences > 0) {
      train = train.subset(drawn(train.size(), sequences, seed, "sequences"));
    }
    Normalisation normalisation = Normalisation.of(train);
    return new RecurrentData(
        seed, normalisation, normalisation.apply(train), normalisation.apply(raw.validation()));
  }

  /** {@code count} of 0, ..., n-1 in their order, all if there are no more. */
  static int[] drawn(int n, int count, long seed, String purpose) {
    return Arrays.stream(Seeds.permutation(n, Seeds.random(seed, purpose)))
        .limit(count)
        .sorted()
        .toArray();
  }
}
