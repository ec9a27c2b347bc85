package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSet;
import org.moreau.data.LabelledSequences;
import org.moreau.engine.Seeds;
import org.moreau.model.RecurrentClassifier;
import org.moreau.recurrent.SequenceLayer;

/** What recurrent classifiers are compared on: a data set, and the network around the layer. */
interface RecurrentProblem {
  /** The data set whose files are read. */
  DataSet source();

  /** What results are called. */
  String label();

  /** What is different about what is learnt from, for fingerprints; empty if nothing is. */
  String variant();

  /** The names of the classes, by label. */
  List<String> classes();

  /** The parts for one seed, without the test part. */
  Parts load(DataFolders folders, long seed) throws IOException;

  /**
   * {@link #load}, with sequences in both parts.
   *
   * @throws IllegalArgumentException if there are too few to hold some out for validation
   */
  default Parts parts(DataFolders folders, long seed) throws IOException {
    Parts parts = load(folders, seed);
    if (parts.train().size() == 0 || parts.validation().size() == 0) {
      throw new IllegalArgumentException(
          label()
              + " must have sequences to train on and others for validation, got "
              + parts.train().size()
              + " and "
              + parts.validation().size()
              + "; are its files whole? moreau data verify "
              + source().name()
              + " compares them");
    }
    return parts;
  }

  /** A stored model. */
  Stored read(Path path) throws IOException;

  /** One seed's sequences, and the classifier for them. */
  interface Parts {
    LabelledSequences train();

    LabelledSequences validation();

    /** The part to test on, as a classifier of these parts takes it. */
    LabelledSequences test(DataFolders folders) throws IOException;

    /** A classifier with random parameters around {@code layer}. */
    <M extends Module & SequenceLayer> RecurrentClassifier classifier(M layer);

    /** Stores a classifier that {@link #classifier} has made. */
    void write(Path path, RecurrentClassifier model, String training) throws IOException;
  }

  /**
   * A model that was stored.
   *
   * @param training how it was trained, as it was given to {@link Parts#write}
   */
  record Stored(String training, Predictor predictor) {}

  /** {@code count} of 0, ..., n-1 in their order, all if there are no more. */
  static int[] drawn(int n, int count, long seed, String purpose) {
    return Arrays.stream(Seeds.permutation(n, Seeds.random(seed, purpose)))
        .limit(count)
        .sorted()
        .toArray();
  }

  /** The same for what is learnt from: 0 are all, and more than there are is refused. */
  static int[] drawn(int n, int count, long seed, String setting, String part) {
    if (count > n) {
      throw new IllegalArgumentException(
          setting + " must be at most the " + n + " of " + part + ", or 0 for all, got " + count);
    }
    return drawn(n, count == 0 ? n : count, seed, setting);
  }
}
