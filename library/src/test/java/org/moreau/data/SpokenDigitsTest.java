package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.DigitStrings.SpokenString;
import org.moreau.data.FileVerification.State;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;
import org.moreau.speech.Deltas;
import org.moreau.speech.Framing;
import org.moreau.speech.LogAreaRatios;
import org.moreau.speech.Mfcc;
import org.moreau.speech.WaveBytes;

class SpokenDigitsTest {
  private static final List<String> SPEAKERS = List.of("ann", "bob");
  private static final int SAMPLES = 400;

  private final FreeSpokenDigits set = new FreeSpokenDigits();
  private final Path path;
  private final DataFolders folders;

  SpokenDigitsTest(@TempDir Path folder) throws IOException {
    path = Files.createDirectories(folder.resolve("fsdd")).resolve("fsdd_recordings.zip");
    folders = new DataFolders(List.of(folder));
    write("");
  }

  /** All but the recording {@code missing}. */
  private void write(String missing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("recordings/README"));
      for (String speaker : SPEAKERS) {
        for (int digit = 0; digit < 10; digit++) {
          for (int index : new int[] {4, 0, 7, 44, 45, 49}) {
            String name = digit + "_" + speaker + "_" + index + ".wav";
            if (!name.equals(missing)) {
              zip.putNextEntry(new ZipEntry("recordings/" + name));
              zip.write(WaveBytes.of(8000, tone(speaker, digit, index)));
            }
          }
        }
      }
    }
    Files.write(path, bytes.toByteArray());
  }

  /** Its first sample tells the digit, its second the index. */
  private static short[] tone(String speaker, int digit, int index) {
    short[] samples = new short[SAMPLES];
    for (int i = 2; i < SAMPLES; i++) {
      double pitch = 0.05 * (digit + 2) * (1 + SPEAKERS.indexOf(speaker));
      samples[i] = (short) (9000 * Math.sin(pitch * i) + 50 * (i * 37 % 11));
    }
    samples[0] = (short) digit;
    samples[1] = (short) index;
    return samples;
  }

  private String refusal() {
    return assertThrows(MalformedFileException.class, () -> set.test(folders)).getMessage();
  }

  @Test
  void theFirstFiveRecordingsAreToTest() throws IOException {
    List<SpokenDigit> test = set.test(folders);
    List<SpokenDigit> train = set.development(folders);

    assertEquals(List.of(40, 80), List.of(test.size(), train.size()));
    assertTrue(test.stream().allMatch(r -> r.index() < 5));
    assertTrue(train.stream().allMatch(r -> r.index() >= 5));
    for (SpokenDigit recording : train) {
      assertEquals(recording.digit(), Math.round(recording.sound().samples()[0] * 32768));
      assertEquals(recording.index(), Math.round(recording.sound().samples()[1] * 32768));
    }
    assertEquals("ann 0 7", train.get(0).speaker() + " 0 " + train.get(0).index());
  }

  @Test
  void nowhereCutOffIsReadAsWhole() throws IOException {
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length += 1 + length / 20) {
      Files.write(path, Arrays.copyOf(whole, length));
      String message = refusal();
      assertTrue(message.startsWith(path + ": not a whole zip file: "), message);
    }
  }

  @Test
  void namesTheRecordingThatIsDamaged() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("recordings/3_ann_1.wav"));
      zip.write(Arrays.copyOf(WaveBytes.of(8000, new short[9]), 60));
    }
    Files.write(path, bytes.toByteArray());
    assertEquals(
        path
            + " recordings/3_ann_1.wav byte 46: the chunk must have 18 bytes, but 6 follow; is it"
            + " truncated?",
        refusal());
  }

  @Test
  void namesTheRecordingThatIsMissing() throws IOException {
    write("7_bob_4.wav");
    assertEquals(
        path + ": 7_bob_4.wav is missing, though others have a recording 4; pack the whole folder",
        refusal());
    assertEquals(80, set.development(folders).size());
  }

  @Test
  void stringsAreOfOneSpeakerAndUseAllRecordings() throws IOException {
    List<SpokenDigit> recordings = set.development(folders);
    List<SpokenString> strings = DigitStrings.join(recordings, 300, Seeds.random(1, "strings"));
    Map<String, Integer> uses = new HashMap<>();
    Set<Integer> lengths = new TreeSet<>();

    assertEquals(300, strings.size());
    for (SpokenString string : strings) {
      lengths.add(string.digits().size());
      float[] samples = string.sound().samples();
      assertEquals(SAMPLES * string.digits().size(), samples.length);
      for (int d = 0; d < string.digits().size(); d++) {
        assertEquals(string.digits().get(d), Math.round(samples[d * SAMPLES] * 32768));
        short[] own =
            tone(
                string.speaker(),
                string.digits().get(d),
                Math.round(samples[d * SAMPLES + 1] * 32768));
        assertEquals(own[300] / 32768f, samples[d * SAMPLES + 300], "by the one speaker");
        uses.merge(string.speaker() + " " + Arrays.hashCode(own), 1, Integer::sum);
      }
    }
    assertEquals(Set.of(3, 4, 5, 6, 7), lengths);
    assertEquals(80, uses.size());
    for (String speaker : SPEAKERS) {
      List<Integer> own =
          uses.entrySet().stream()
              .filter(use -> use.getKey().startsWith(speaker))
              .map(Map.Entry::getValue)
              .collect(Collectors.toList());
      int most = own.stream().mapToInt(i -> i).max().orElseThrow();
      int least = own.stream().mapToInt(i -> i).min().orElseThrow();
      assertTrue(most - least <= 1, least + " to " + most);
    }
  }

  @Test
  void theViewsAreThoseOfTheCleanSound() throws IOException {
    SpokenDigitStrings strings = new SpokenDigitStrings(12, 5, 7);
    SpeechSplit split = strings.development(folders, 3);
    SpeechDataset test = strings.test(folders, 3);

    assertEquals(
        List.of(12, 5, 7), List.of(split.train().size(), split.validation().size(), test.size()));
    assertEquals(
        List.of(39, 16, 11, 10),
        List.of(test.firstFeatures(), test.secondFeatures(), test.classes(), test.blank()));
    SpokenString own =
        DigitStrings.join(set.test(folders), 7, Seeds.random(3, "digit-strings", "test")).get(6);
    TwoViewSequence last = test.sequences().get(6);
    assertEquals(own.digits(), last.labels());
    assertArrayEquals(Deltas.appended(new Mfcc(8000).of(own.sound())), last.first());
    assertArrayEquals(new LogAreaRatios(Framing.standard(8000), 16).of(own.sound()), last.second());
    assertArrayEquals(last.first(), strings.test(folders, 3).sequences().get(6).first());
    assertNotEquals(last.labels(), strings.test(folders, 4).sequences().get(6).labels());
  }

  @Test
  void theSetIsWhatItSays() throws IOException {
    DataFolders standard = DataFolders.standard(null);
    assumeTrue(standard.folderOf(set).isPresent(), "needs fsdd in MOREAU_DATA: it is not bundled");

    List<SpokenDigit> train = set.development(standard);
    List<SpokenDigit> test = set.test(standard);

    assertEquals(State.GOOD, set.verify(standard).get(0).state());
    assertEquals(List.of(2700, 300), List.of(train.size(), test.size()));
    assertEquals(
        Set.of("george", "jackson", "lucas", "nicolas", "theo", "yweweler"),
        train.stream().map(SpokenDigit::speaker).collect(Collectors.toSet()));
    int shortest = train.stream().mapToInt(r -> r.sound().samples().length).min().orElseThrow();
    int longest = train.stream().mapToInt(r -> r.sound().samples().length).max().orElseThrow();
    assertTrue(shortest >= 1148 && longest <= 18262, shortest + " to " + longest);
    SpeechDataset strings = new SpokenDigitStrings(1, 1, 40).test(standard, 1);
    for (TwoViewSequence string : strings.sequences()) {
      // Or no path through the frames would say the labels.
      assertTrue(string.length() >= 2 * string.labels().size());
    }
  }
}
