package org.moreau.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.moreau.engine.MalformedFileException;
import org.moreau.speech.WaveFile;

/**
 * Free Spoken Digit Dataset: each digit in English 50 times by each of six speakers, 3,000
 * recordings at 8,000 samples a second. They are read from a zip file with entries {@code
 * recordings/DIGIT_SPEAKER_INDEX.wav}; the recordings 0 to 4 of a digit by a speaker are to test,
 * the others to train. None may be missing.
 */
public final class FreeSpokenDigits extends ManualDataSet {
  /** Samples a second. */
  public static final int RATE = 8_000;

  private static final int DIGITS = 10;
  private static final int RECORDINGS = 3_000;
  private static final int TEST_PER_DIGIT = 5;
  private static final int ENTRY = 1 << 24; // 17 minutes
  private static final String HOME = "https://github.com/Jakobovski/free-spoken-digit-dataset";
  private static final Pattern NAME = Pattern.compile("(?:.*/)?(\\d)_([A-Za-z]+)_(\\d{1,4})\\.wav");

  private static final DataFile FILE = new DataFile("fsdd_recordings.zip", 16_159_632, null, false);

  /** The set, whose file is opened when its parts are asked for. */
  public FreeSpokenDigits() {
    super("free-spoken-digits", List.of("free_spoken_digits", "fsdd"), List.of(FILE));
  }

  /**
   * The recordings to train and to make choices on: 2,700 where the set is whole. Those of the test
   * part are passed over.
   *
   * @throws MalformedFileException naming the file and the recording, if it is not whole
   */
  public List<SpokenDigit> development(DataFolders folders) throws IOException {
    return recordings(DataSource.of(this, FILE, folders), index -> index >= TEST_PER_DIGIT);
  }

  /**
   * The recordings to test on: 300 where the set is whole.
   *
   * @throws MalformedFileException naming the file and the recording, if it is not whole
   */
  public List<SpokenDigit> test(DataFolders folders) throws IOException {
    return recordings(DataSource.of(this, FILE, folders), index -> index < TEST_PER_DIGIT);
  }

  private static List<SpokenDigit> recordings(DataSource source, IntPredicate wanted)
      throws IOException {
    byte[] content = source.bytes();
    List<SpokenDigit> found = new ArrayList<>();
    int entries = 0;
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(content))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries++;
        Matcher name = NAME.matcher(entry.getName());
        if (name.matches() && wanted.test(Integer.parseInt(name.group(3)))) {
          String place = source.place() + " " + entry.getName();
          found.add(
              new SpokenDigit(
                  Integer.parseInt(name.group(1)),
                  name.group(2),
                  Integer.parseInt(name.group(3)),
                  WaveFile.read(place, in.readNBytes(ENTRY))));
        }
      }
    } catch (MalformedFileException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // What java.util.zip throws at damaged entries is of many kinds.
      throw new MalformedFileException(
          source.place() + ": not a whole zip file: entry " + (entries + 1) + " is damaged", e);
    }
    int listed = listed(content);
    if (entries == 0 || entries != listed) {
      throw new MalformedFileException(
          source.place()
              + ": not a whole zip file: "
              + (listed < 0 ? "its list of entries is missing" : "it lists " + listed + " entries")
              + ", but "
              + entries
              + " are there; is it truncated?");
    }
    if (found.isEmpty()) {
      throw new MalformedFileException(
          source.place() + ": no recording is called DIGIT_SPEAKER_INDEX.wav");
    }
    requireNoGap(source.place(), found);
    // The order of the entries must not matter to what is drawn of them.
    found.sort(
        Comparator.comparing(SpokenDigit::speaker)
            .thenComparing(SpokenDigit::digit)
            .thenComparing(SpokenDigit::index));
    return List.copyOf(found);
  }

  /** Every speaker must have said every digit as often as the others. */
  private static void requireNoGap(String place, List<SpokenDigit> found)
      throws MalformedFileException {
    Set<String> names = new HashSet<>();
    Set<String> speakers = new TreeSet<>();
    Set<Integer> indices = new TreeSet<>();
    for (SpokenDigit recording : found) {
      names.add(name(recording.digit(), recording.speaker(), recording.index()));
      speakers.add(recording.speaker());
      indices.add(recording.index());
    }
    for (String speaker : speakers) {
      for (int digit = 0; digit < DIGITS; digit++) {
        for (int index : indices) {
          String name = name(digit, speaker, index);
          if (!names.contains(name)) {
            throw new MalformedFileException(
                place
                    + ": "
                    + name
                    + " is missing, though others have a recording "
                    + index
                    + "; pack the whole folder");
          }
        }
      }
    }
  }

  private static String name(int digit, String speaker, int index) {
    return digit + "_" + speaker + "_" + index + ".wav";
  }

  /** How many entries the record at the end of a zip file counts; -1 where there is none. */
  private static int listed(byte[] content) {
    for (int at = content.length - 22; at >= 0 && at >= content.length - 22 - 0xFFFF; at--) {
      if (content[at] == 'P'
          && content[at + 1] == 'K'
          && content[at + 2] == 5
          && content[at + 3] == 6) {
        return (content[at + 10] & 0xFF) | ((content[at + 11] & 0xFF) << 8);
      }
    }
    return -1;
  }

  @Override
  public String title() {
    return "Free Spoken Digit Dataset: 3,000 recordings of digits by six speakers";
  }

  @Override
  public String origin() {
    return "Zohar Jackson and others; " + HOME;
  }

  @Override
  public String licence() {
    return "CC BY-SA 4.0, so that it is neither bundled nor fetched";
  }

  @Override
  String byHand() {
    return "as its licence is CC BY-SA 4.0; pack the folder recordings of "
        + HOME
        + " as "
        + FILE.name()
        + " and put it";
  }

  /** The file is read, as everybody packs it by himself. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    return DataSource.verify(
        this,
        folders,
        (file, source) ->
            source.requireCount(
                "recordings", RECORDINGS, recordings(source, index -> true).size()));
  }
}
