package org.moreau.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.moreau.engine.Seeds;

/**
 * Who of nine speakers says "ae": 12 cepstrum coefficients in each of 7 to 29 frames. 270
 * utterances to train, of which 45 become the validation part, and 370 to test.
 */
public final class JapaneseVowels implements DataSet, SequenceSet {
  /** The number of values in a frame. */
  public static final int FEATURES = 12;

  /** The number of speakers. */
  public static final int SPEAKERS = 9;

  private static final int VALIDATION_PER_SPEAKER = 5;

  private static final UtteranceFile TRAIN =
      new UtteranceFile(
          new DataFile(
              "ae.train",
              514651,
              "7ae33b2b678b6c0df7a4137e5b82e127e95d63b2e2d7764e7e4ea3fe1b659935",
              false),
          4274,
          Collections.nCopies(SPEAKERS, 30),
          true);

  private static final UtteranceFile TEST =
      new UtteranceFile(
          new DataFile(
              "ae.test",
              685540,
              "7894594714a3186f8961c75535654cdc6bd232d3dd97d7c04c99bfa3013f57a9",
              true),
          5687,
          List.of(31, 35, 88, 44, 29, 24, 40, 50, 29),
          true);

  /** The set, whose files are opened when its parts are asked for. */
  public JapaneseVowels() {}

  @Override
  public DataSet source() {
    return this;
  }

  @Override
  public String label() {
    return "Japanese Vowels";
  }

  @Override
  public int features() {
    return FEATURES;
  }

  @Override
  public List<String> classes() {
    return IntStream.rangeClosed(1, SPEAKERS).mapToObj(i -> "speaker " + i).toList();
  }

  @Override
  public DevelopmentSplit development(DataFolders folders, long seed) throws IOException {
    return DevelopmentSplit.stratified(
        TRAIN.read(this, folders),
        VALIDATION_PER_SPEAKER,
        Seeds.random(seed, name(), "validation"));
  }

  @Override
  public SequenceDataset test(DataFolders folders) throws IOException {
    return TEST.read(this, folders);
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
    return List.of(TRAIN.file(), TEST.file());
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
