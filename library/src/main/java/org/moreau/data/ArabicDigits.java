package org.moreau.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.moreau.engine.MalformedFileException;
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

  /** A file, and the utterances and frames that it must hold. */
  private record Part(DataFile file, int utterances, int frames) {}

  private static final Part TRAIN =
      new Part(
          new DataFile(
              "Train_Arabic_Digit.txt",
              28_343_795,
              "cecd3ee9951658e5391f0342e9b6467ba7c0e7ecff5c9012b9c1ed9f81b97bc6",
              false),
          6_600,
          263_256);

  private static final Part TEST =
      new Part(
          new DataFile(
              "Test_Arabic_Digit.txt",
              9_371_474,
              "de40eac66ce18fca8924bad592002ee7ef646fc84d48b065ce21ac9f88946922",
              true),
          2_200,
          87_063);

  /** The set, whose files are opened when its parts are asked for. */
  public ArabicDigits() {
    super(
        "spoken-arabic-digits",
        List.of("spoken_arabic_digits", "arabic_digits"),
        List.of(TRAIN.file, TEST.file));
  }

  @Override
  public DataSet source() {
    return this;
  }

  @Override
  public DevelopmentSplit development(DataFolders folders, long seed) throws IOException {
    return DevelopmentSplit.stratified(
        read(TRAIN, folders), VALIDATION_PER_DIGIT, Seeds.random(seed, name(), "validation"));
  }

  @Override
  public SequenceDataset test(DataFolders folders) throws IOException {
    return read(TEST, folders);
  }

  private SequenceDataset read(Part part, DataFolders folders) throws IOException {
    DataSource source = DataSource.of(this, part.file, folders);
    FrameBlocks parsed = source.read(reader -> FrameBlocks.read(reader, source.place(), FEATURES));
    int utterances = parsed.blocks().size();
    // The labels are known by counting: one utterance less, and those behind it would be wrong.
    if (utterances != part.utterances || parsed.frames() != part.frames) {
      throw new MalformedFileException(
          source.place()
              + " line "
              + parsed.lines()
              + ": the file must hold "
              + part.utterances
              + " utterances of "
              + part.frames
              + " frames in all, but ends here after "
              + utterances
              + " of "
              + parsed.frames()
              + "; is it truncated?");
    }
    List<LabelledSequence> sequences = new ArrayList<>();
    for (int i = 0; i < utterances; i++) {
      int digit = i / (part.utterances / DIGITS);
      sequences.add(new LabelledSequence(parsed.blocks().get(i), digit));
    }
    return new SequenceDataset(sequences, FEATURES, DIGITS);
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
