package org.moreau.data;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.moreau.engine.Seeds;

/**
 * Spoken Arabic digits: 13 mel-frequency cepstral coefficients in each of 4 to 93 frames. 6,600
 * utterances to train, of which 1,100 become the validation part (110 of each digit, chosen by the
 * seed), and 2,200 to test. Digits follow each other in the files, each said as often as the next.
 */
public final class ArabicDigits extends ManualDataSet implements SequenceSet {
  private static final int FEATURES = 13;
  private static final int DIGITS = 10;
  private static final int VALIDATION_PER_DIGIT = 110;

  private static final UtteranceFile TRAIN =
      new UtteranceFile(
          new DataFile(
              "Train_Arabic_Digit.txt",
              28_343_795,
              "cecd3ee9951658e5391f0342e9b6467ba7c0e7ecff5c9012b9c1ed9f81b97bc6",
              false),
          263_256,
          Collections.nCopies(DIGITS, 660),
          false);

  private static final UtteranceFile TEST =
      new UtteranceFile(
          new DataFile(
              "Test_Arabic_Digit.txt",
              9_371_474,
              "de40eac66ce18fca8924bad592002ee7ef646fc84d48b065ce21ac9f88946922",
              true),
          87_063,
          Collections.nCopies(DIGITS, 220),
          false);

  /** The set, whose files are opened when its parts are asked for. */
  public ArabicDigits() {
    super(
        "spoken-arabic-digits",
        List.of("spoken_arabic_digits", "arabic_digits"),
        List.of(TRAIN.file(), TEST.file()));
  }

  @Override
  public DataSet source() {
    return this;
  }

  @Override
  public String label() {
    return "Spoken Arabic Digits";
  }

  @Override
  public int features() {
    return FEATURES;
  }

  @Override
  public List<String> classes() {
    return IntStream.range(0, DIGITS).mapToObj(i -> "digit " + i).toList();
  }

  @Override
  public DevelopmentSplit development(DataFolders folders, long seed) throws IOException {
    return DevelopmentSplit.stratified(
        TRAIN.read(this, folders), VALIDATION_PER_DIGIT, Seeds.random(seed, name(), "validation"));
  }

  @Override
  public SequenceDataset test(DataFolders folders) throws IOException {
    return TEST.read(this, folders);
  }

  @Override
  public String title() {
    return "Spoken Arabic Digits: ten digits said by 88 speakers";
  }

  @Override
  public String origin() {
    return "UCI Machine Learning Repository; Nacereddine Hammami, Mouldi Bedda;"
        + " https://archive.ics.uci.edu/dataset/195/spoken+arabic+digit";
  }

  @Override
  public String licence() {
    return "CC BY 4.0";
  }

  @Override
  String byHand() {
    return "as it takes 38 MB; put Train_Arabic_Digit.txt and Test_Arabic_Digit.txt, plain or packed"
        + " by gzip, from https://archive.ics.uci.edu/dataset/195/spoken+arabic+digit";
  }
}
