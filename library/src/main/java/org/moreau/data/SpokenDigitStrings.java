package org.moreau.data;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.moreau.data.DigitStrings.SpokenString;
import org.moreau.engine.Check;
import org.moreau.engine.Seeds;
import org.moreau.speech.Deltas;
import org.moreau.speech.Framing;
import org.moreau.speech.LogAreaRatios;
import org.moreau.speech.Mfcc;

/**
 * Strings of 3 to 7 spoken digits of one speaker, joined from the recordings of {@link
 * FreeSpokenDigits}. The first view is what is heard: 13 {@link Mfcc} with {@link Deltas} and
 * theirs. The second tells the shape of the vocal tract: 16 {@link LogAreaRatios}. The labels are
 * the digits, the blank is 10. Strings for validation are made of the last 5 recordings of each
 * digit by each speaker, which are not in those to train on.
 */
public final class SpokenDigitStrings implements SpeechSet {
  private static final int DIGITS = 10;
  private static final int RATIOS = 16;
  private static final int FIRST_FOR_VALIDATION = 45;

  private final FreeSpokenDigits recordings = new FreeSpokenDigits();
  private final int train;
  private final int validation;
  private final int test;

  /**
   * @param train how many strings to train on
   * @param validation how many strings to make choices on
   * @param test how many strings to test on
   */
  public SpokenDigitStrings(int train, int validation, int test) {
    this.train = Check.positive("train", train);
    this.validation = Check.positive("validation", validation);
    this.test = Check.positive("test", test);
  }

  @Override
  public String name() {
    return "digit-strings";
  }

  @Override
  public String title() {
    return "Strings of spoken digits, joined from the Free Spoken Digit Dataset";
  }

  @Override
  public DataSet source() {
    return recordings;
  }

  @Override
  public SpeechSplit development(DataFolders folders, long seed) throws IOException {
    List<SpokenDigit> known = recordings.development(folders);
    return new SpeechSplit(
        strings(
            known.stream().filter(r -> r.index() < FIRST_FOR_VALIDATION).toList(),
            train,
            Seeds.random(seed, name(), "train")),
        strings(
            known.stream().filter(r -> r.index() >= FIRST_FOR_VALIDATION).toList(),
            validation,
            Seeds.random(seed, name(), "validation")));
  }

  @Override
  public SpeechDataset test(DataFolders folders, long seed) throws IOException {
    return strings(recordings.test(folders), test, Seeds.random(seed, name(), "test"));
  }

  private static SpeechDataset strings(
      List<SpokenDigit> recordings, int count, SplittableRandom random) {
    Mfcc cepstrum = new Mfcc(FreeSpokenDigits.RATE);
    LogAreaRatios tract = new LogAreaRatios(Framing.standard(FreeSpokenDigits.RATE), RATIOS);
    List<TwoViewSequence> sequences =
        DigitStrings.join(recordings, count, random).stream()
            .map(string -> sequence(string, cepstrum, tract))
            .toList();
    return new SpeechDataset(
        sequences, sequences.get(0).first()[0].length, RATIOS, DIGITS + 1, DIGITS);
  }

  private static TwoViewSequence sequence(SpokenString string, Mfcc cepstrum, LogAreaRatios tract) {
    return new TwoViewSequence(
        Deltas.appended(cepstrum.of(string.sound())),
        tract.of(string.sound()),
        string.digits(),
        string.speaker());
  }
}
