package org.moreau.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.moreau.engine.Check;
import org.moreau.engine.MalformedFileException;

/**
 * The Wisconsin X-ray microbeam speech as ProxNet's authors arranged it, in a MATLAB file: MFCCS
 * [frames, 39], what is heard; ARTICS [frames, 16], where the articulators are; LABELS [frames, 1],
 * the phone of each frame from 0 to 40, of which 40 is the blank; and LENGTHS, the frames of each
 * utterance. The first 1,837 utterances are of 35 speakers, the others of 12 to test on; of a file
 * with no more, as large a share of them.
 *
 * <p>Each part is cut into sequences of 1,000 frames, whatever is left at its end is dropped, and
 * the labels of a sequence are those of its frames, repetitions and blanks left out. The last tenth
 * of the sequences to train on is for validation. As the file does not name the speakers, each
 * sequence counts as one.
 */
public final class Xrmb extends ManualDataSet implements SpeechSet {
  private static final int CLASSES = 41;
  private static final int BLANK = 40;
  private static final int TRAIN_UTTERANCES = 1_837;
  private static final int SEQUENCE = 1_000;
  private static final int SHARE = 10;
  private static final DataFile FILE = new DataFile("XRMB_SEQ.mat", 0, null, false);

  private final int length;

  /** The set in sequences of 1,000 frames; its file is opened when its parts are asked for. */
  public Xrmb() {
    this(SEQUENCE);
  }

  /** The set in sequences of {@code length} frames. */
  public Xrmb(int length) {
    super("xrmb", List.of("xrmb", "XRMB"), List.of(FILE));
    this.length = Check.positive("length", length);
  }

  /**
   * All frames of the file.
   *
   * @param train how many of them are to train on
   * @param end how many of them belong to an utterance
   */
  private record Frames(
      String place,
      float[] heard,
      float[] made,
      int[] phones,
      int heardFeatures,
      int madeFeatures,
      int train,
      int end) {}

  @Override
  public DataSet source() {
    return this;
  }

  @Override
  public SpeechSplit development(DataFolders folders, long seed) throws IOException {
    Frames frames = frames(DataSource.of(this, FILE, folders));
    List<TwoViewSequence> known = sequences(frames, 0, frames.train);
    int train = known.size() - Math.max(1, known.size() / SHARE);
    if (train < 1) {
      throw tooFew(frames.place, "to train on", known.size(), 2);
    }
    return new SpeechSplit(
        dataset(frames, known.subList(0, train)),
        dataset(frames, known.subList(train, known.size())));
  }

  @Override
  public SpeechDataset test(DataFolders folders, long seed) throws IOException {
    Frames frames = frames(DataSource.of(this, FILE, folders));
    List<TwoViewSequence> test = sequences(frames, frames.train, frames.end);
    if (test.isEmpty()) {
      throw tooFew(frames.place, "to test on", 0, 1);
    }
    return dataset(frames, test);
  }

  private MalformedFileException tooFew(String place, String purpose, int count, int least) {
    return new MalformedFileException(
        place
            + ": the utterances "
            + purpose
            + " must give at least "
            + least
            + " sequences of "
            + length
            + " frames, got "
            + count);
  }

  private static SpeechDataset dataset(Frames frames, List<TwoViewSequence> sequences) {
    return new SpeechDataset(sequences, frames.heardFeatures, frames.madeFeatures, CLASSES, BLANK);
  }

  private static Frames frames(DataSource source) throws IOException {
    try (MatlabFile file = source.matlab()) {
      float[] heard = file.rows("MFCCS", file.matrix("MFCCS"));
      float[] made = file.rows("ARTICS", file.matrix("ARTICS"));
      int[] shape = file.matrix("MFCCS").getDimensions();
      int[] other = file.matrix("ARTICS").getDimensions();
      if (shape[0] != other[0]) {
        throw new MalformedFileException(
            source.place()
                + ": ARTICS must have a row for each of the "
                + shape[0]
                + " rows of MFCCS, got "
                + other[0]);
      }
      int[] phones = file.integers("LABELS", file.matrix("LABELS"), shape[0], 0, CLASSES - 1);
      int utterances = file.matrix("LENGTHS").getNumElements();
      int[] lengths = file.integers("LENGTHS", file.matrix("LENGTHS"), utterances, 1, shape[0]);
      long all = Arrays.stream(lengths).asLongStream().sum();
      if (all > shape[0]) {
        throw new MalformedFileException(
            source.place()
                + ": LENGTHS must sum up to at most the "
                + shape[0]
                + " rows of MFCCS, got "
                + all);
      }
      int known = utterances > TRAIN_UTTERANCES ? TRAIN_UTTERANCES : (int) (utterances * 35L / 47);
      int train = Arrays.stream(lengths).limit(known).sum();
      return new Frames(source.place(), heard, made, phones, shape[1], other[1], train, (int) all);
    }
  }

  private List<TwoViewSequence> sequences(Frames frames, int from, int to) {
    List<TwoViewSequence> sequences = new ArrayList<>();
    for (int at = from; at + length <= to; at += length) {
      sequences.add(
          new TwoViewSequence(
              rows(frames.heard, frames.heardFeatures, at),
              rows(frames.made, frames.madeFeatures, at),
              collapsed(frames.phones, at, at + length),
              "frame " + at));
    }
    return sequences;
  }

  private float[][] rows(float[] values, int features, int at) {
    float[][] rows = new float[length][];
    for (int t = 0; t < length; t++) {
      rows[t] = Arrays.copyOfRange(values, (at + t) * features, (at + t + 1) * features);
    }
    return rows;
  }

  /** What is heard from {@code from} to before {@code to}. */
  private static List<Integer> collapsed(int[] phones, int from, int to) {
    List<Integer> labels = new ArrayList<>();
    for (int t = from; t < to; t++) {
      if (phones[t] != BLANK && (t == from || phones[t] != phones[t - 1])) {
        labels.add(phones[t]);
      }
    }
    return labels;
  }

  @Override
  public String title() {
    return "XRMB: speech with the articulators' positions, as ProxNet's authors arranged it";
  }

  @Override
  public String origin() {
    return "John Westbury, University of Wisconsin; arranged for"
        + " https://github.com/learndeep2019/ProxNet";
  }

  @Override
  public String licence() {
    return "none stated, so that it is neither bundled nor fetched";
  }

  @Override
  String byHand() {
    return "as its authors state no licence; ask those of https://github.com/learndeep2019/ProxNet"
        + " for "
        + FILE.name()
        + " and put it";
  }

  /** The file is read, as it has no published checksum. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    return DataSource.verify(this, folders, (file, source) -> frames(source));
  }
}
