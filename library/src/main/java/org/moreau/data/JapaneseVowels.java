package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;

/**
 * Who of nine speakers says "ae": 12 cepstrum coefficients in each of 7 to 29 frames. 270
 * utterances to train, of which 45 become the validation part, and 370 to test.
 */
public final class JapaneseVowels implements DataSet {
  /** The number of values in a frame. */
  public static final int FEATURES = 12;

  /** The number of speakers. */
  public static final int SPEAKERS = 9;

  private static final int VALIDATION_PER_SPEAKER = 5;

  /** A file, the frames it must hold, and its utterances: so many of each speaker in turn. */
  private record Part(DataFile file, int frames, List<Integer> utterances) {}

  private static final Part TRAIN =
      new Part(
          new DataFile(
              "ae.train",
              514651,
              "7ae33b2b678b6c0df7a4137e5b82e127e95d63b2e2d7764e7e4ea3fe1b659935",
              false),
          4274,
          Collections.nCopies(SPEAKERS, 30));

  private static final Part TEST =
      new Part(
          new DataFile(
              "ae.test",
              685540,
              "7894594714a3186f8961c75535654cdc6bd232d3dd97d7c04c99bfa3013f57a9",
              true),
          5687,
          List.of(31, 35, 88, 44, 29, 24, 40, 50, 29));

  JapaneseVowels() {}

  /**
   * The set as published, not normalised: 225 training utterances, 45 for validation (5 of each
   * speaker, chosen by {@code seed}), 370 to test. Files of {@code folders} go before the bundled
   * ones.
   *
   * @throws MalformedFileException naming the file and the line, if a file of the folders is not
   *     whole
   */
  public static SequenceSplits load(DataFolders folders, long seed) throws IOException {
    DevelopmentSplit development = development(folders, seed);
    return new SequenceSplits(development.train(), development.validation(), test(folders));
  }

  /** The first two parts of {@link #load}; the file of the test part is not opened. */
  public static DevelopmentSplit development(DataFolders folders, long seed) throws IOException {
    return DevelopmentSplit.stratified(
        read(TRAIN, folders),
        VALIDATION_PER_SPEAKER,
        Seeds.random(seed, "japanese-vowels", "validation"));
  }

  /** The test part of {@link #load}. */
  public static SequenceDataset test(DataFolders folders) throws IOException {
    return read(TEST, folders);
  }

  /**
   * A person's own utterances in the layout of the set, without labels. The last one may end with
   * the file; a name that ends with .gz is unpacked.
   *
   * @throws MalformedFileException naming the file and the line, if it has a line that does not
   *     fit, or no utterance
   * @throws IOException naming the file, if it cannot be read
   */
  public static SequenceDataset read(Path path) throws IOException {
    DataSource source = DataSource.at(path);
    FrameBlocks parsed = source.read(reader -> FrameBlocks.read(reader, source.place(), FEATURES));
    if (parsed.blocks().isEmpty()) {
      throw new MalformedFileException(path + " holds no utterance: it has no line of numbers");
    }
    return new SequenceDataset(
        parsed.blocks().stream()
            .map(frames -> new LabelledSequence(frames, LabelledSequence.NO_LABEL))
            .toList(),
        FEATURES,
        SPEAKERS);
  }

  private static SequenceDataset read(Part part, DataFolders folders) throws IOException {
    DataSource source = DataSource.of(new JapaneseVowels(), part.file, folders);
    FrameBlocks parsed = source.read(reader -> FrameBlocks.read(reader, source.place(), FEATURES));
    List<Integer> labels = new ArrayList<>();
    for (int speaker = 0; speaker < SPEAKERS; speaker++) {
      labels.addAll(Collections.nCopies(part.utterances.get(speaker), speaker));
    }
    int utterances = parsed.blocks().size();
    if (!parsed.ended()) {
      throw new MalformedFileException(
          source.place()
              + " line "
              + parsed.lines()
              + ": the file ends inside utterance "
              + utterances
              + ", after which a line of twelve 1.0 or an empty line must follow; is it truncated?");
    }
    if (utterances != labels.size() || parsed.frames() != part.frames) {
      throw new MalformedFileException(
          source.place()
              + " line "
              + parsed.lines()
              + ": the file must hold "
              + labels.size()
              + " utterances of "
              + part.frames
              + " frames in all, but ends here after "
              + utterances
              + " of "
              + parsed.frames());
    }
    List<LabelledSequence> sequences = new ArrayList<>();
    for (int i = 0; i < utterances; i++) {
      sequences.add(new LabelledSequence(parsed.blocks().get(i), labels.get(i)));
    }
    return new SequenceDataset(sequences, FEATURES, SPEAKERS);
  }

  @Override
  public String name() {
    return "japanese-vowels";
  }

  @Override
  public String title() {
    return "Japanese Vowels: nine speakers saying \"ae\"";
  }

  @Override
  public String origin() {
    return "UCI Machine Learning Repository; Mineichi Kudo, Jun Toyama, Masaru Shimbo;"
        + " https://archive.ics.uci.edu/dataset/128/japanese+vowels";
  }

  @Override
  public String licence() {
    return "CC BY 4.0";
  }

  @Override
  public List<DataFile> files() {
    return List.of(TRAIN.file, TEST.file);
  }

  @Override
  public boolean bundled() {
    return true;
  }

  @Override
  public List<Path> fetch(Path dataFolder) throws IOException {
    return DataSource.unpack(this, dataFolder);
  }
}
