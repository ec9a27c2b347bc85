package org.moreau.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.data.HumanActivity.Split;
import org.moreau.engine.MalformedFileException;

/** On 36 generated windows in the true layout: 9 people in turn, 6 activities. */
class HumanActivityTest {
  private static final int WINDOWS = 36;
  private static final List<String> CHANNELS =
      List.of("body_acc", "body_gyro", "total_acc").stream()
          .flatMap(name -> List.of("_x", "_y", "_z").stream().map(axis -> name + axis))
          .toList();
  private final Path folder;
  private final DataFolders folders;

  HumanActivityTest(@TempDir Path data) throws IOException {
    folder = data.resolve("uci_har/UCI HAR Dataset");
    folders = new DataFolders(List.of(data));
    for (String part : List.of("train", "test")) {
      Files.createDirectories(folder.resolve(part).resolve("Inertial Signals"));
      List<String> labels = new ArrayList<>();
      List<String> subjects = new ArrayList<>();
      for (int i = 0; i < WINDOWS; i++) {
        labels.add(String.valueOf(i % 6 + 1));
        subjects.add(String.valueOf(i / 4 + 1));
      }
      Files.write(folder.resolve(part + "/y_" + part + ".txt"), labels);
      Files.write(folder.resolve(part + "/subject_" + part + ".txt"), subjects);
      for (int c = 0; c < CHANNELS.size(); c++) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < WINDOWS; i++) {
          StringBuilder line = new StringBuilder();
          for (int t = 0; t < HumanActivity.STEPS; t++) {
            line.append(String.format(Locale.ROOT, "%16s", value(i, t, c)));
          }
          lines.add(line.toString());
        }
        Files.write(signal(part, CHANNELS.get(c)), lines);
      }
    }
  }

  /** Exponents of three digits, as in the set. */
  private static String value(int window, int step, int channel) {
    return (channel + 1) + "." + String.format("%03d%03d", window, step) + "e-001";
  }

  private Path signal(String part, String channel) {
    return folder.resolve(part + "/Inertial Signals/" + channel + "_" + part + ".txt");
  }

  private static int window(LabelledSequence sequence) {
    return Math.round((sequence.frames()[0][0] * 10 - 1) * 1_000);
  }

  @Test
  void windowsHaveNineChannelsAndTheirLabels() throws IOException {
    SequenceDataset test = new HumanActivity(Split.STRATIFIED).test(folders);
    assertEquals(WINDOWS, test.size());
    assertEquals(9, test.features());
    assertEquals(6, test.classes());
    LabelledSequence last = test.sequences().get(35);
    assertEquals(5, last.label());
    assertEquals(128, last.length());
    assertEquals(0.7035127f, last.frames()[127][6], 1e-7f);
  }

  /** A sixth of all, as 1,225 is of 7,352. */
  @Test
  void aStratifiedSplitTakesEachActivityInProportion() throws IOException {
    DevelopmentSplit split = new HumanActivity(Split.STRATIFIED).development(folders, 1);
    assertEquals(6, split.validation().size());
    assertEquals(30, split.train().size());
    Set<Integer> labels =
        split.validation().sequences().stream()
            .map(LabelledSequence::label)
            .collect(Collectors.toSet());
    assertEquals(Set.of(0, 1, 2, 3, 4, 5), labels);
  }

  @Test
  void aSplitBySubjectKeepsPeopleApart() throws IOException {
    DevelopmentSplit split = new HumanActivity(Split.SUBJECT).development(folders, 1);
    Set<Integer> held = people(split.validation());
    assertEquals(1, held.size(), "of 4 windows, where 6 are wanted");
    assertEquals(4, split.validation().size());
    people(split.train()).forEach(person -> assertFalse(held.contains(person), held::toString));
    DevelopmentSplit again = new HumanActivity(Split.SUBJECT).development(folders, 1);
    assertEquals(held, people(again.validation()));
  }

  @Test
  void theSplitBySubjectComesAsNearToItsGoalAsWholePeopleCan() throws IOException {
    List<String> subjects = new ArrayList<>();
    for (int person = 1; person <= 8; person++) { // who has as many windows as his number
      subjects.addAll(Collections.nCopies(person, String.valueOf(person)));
    }
    Files.write(folder.resolve("train/subject_train.txt"), subjects);

    Set<Set<Integer>> held = new HashSet<>();
    for (int seed = 1; seed <= 20; seed++) {
      DevelopmentSplit split = new HumanActivity(Split.SUBJECT).development(folders, seed);
      assertEquals(6, split.validation().size(), "a sixth of 36, seed " + seed);
      held.add(
          split.validation().sequences().stream()
              .map(sequence -> Integer.parseInt(subjects.get(window(sequence))))
              .collect(Collectors.toSet()));
    }
    assertTrue(held.size() > 2, held::toString);
  }

  private static Set<Integer> people(SequenceDataset part) {
    return part.sequences().stream().map(s -> window(s) / 4).collect(Collectors.toSet());
  }

  @Test
  void namesWhatIsWrong() throws IOException {
    Path y = folder.resolve("train/y_train.txt");
    Path gyro = signal("train", "body_gyro_y");
    List<String> lines = Files.readAllLines(gyro);

    Files.write(gyro, lines.subList(0, 30));
    assertEquals(
        gyro
            + " line 30: the file must have 36 rows of numbers, but ends after 30, since "
            + y
            + " has 36 lines: one of the two is not whole",
        wrong(Split.STRATIFIED));

    List<String> ragged = new ArrayList<>(lines);
    ragged.set(4, lines.get(4).substring(16));
    Files.write(gyro, ragged);
    assertEquals(
        gyro + " line 5: 128 numbers must stand on a line, got 127", wrong(Split.STRATIFIED));
    Files.write(gyro, lines);

    List<String> labels = Files.readAllLines(y);
    List<String> beyond = new ArrayList<>(labels);
    beyond.set(7, "7");
    Files.write(y, beyond);
    assertEquals(
        y + " line 8: there must be a whole number from 1 to 6, got 7", wrong(Split.STRATIFIED));
    Files.write(y, labels);

    Path subjects = folder.resolve("train/subject_train.txt");
    Files.write(subjects, Files.readAllLines(subjects).subList(0, 20));
    for (Split split : Split.values()) {
      assertEquals(
          subjects
              + " line 20: there must be a line for each of the 36 windows, got 20; is it"
              + " truncated?",
          wrong(split));
    }
  }

  @Test
  void verifyReadsEachFileAndWantsThePublishedCounts() throws IOException {
    Path gyro = signal("test", "body_gyro_y");
    List<String> lines = new ArrayList<>(Files.readAllLines(gyro));
    lines.set(4, lines.get(4).substring(16));
    Files.write(gyro, lines);
    Files.delete(signal("test", "body_gyro_z"));

    Map<String, FileVerification> results =
        new HumanActivity(Split.STRATIFIED)
            .verify(folders).stream()
                .collect(Collectors.toMap(result -> result.file().name(), result -> result));

    assertEquals(
        folder.resolve("train/y_train.txt")
            + " line 36: there must be a line for each of the 7352 windows, got 36; is it truncated?",
        reason(results, "train/y_train.txt"));
    assertEquals(
        signal("test", "body_acc_x")
            + " line 36: the file must have 2947 rows of numbers, but ends after 36; is it truncated?",
        reason(results, "test/Inertial Signals/body_acc_x_test.txt"));
    assertEquals(
        gyro + " line 5: 128 numbers must stand on a line, got 127",
        reason(results, "test/Inertial Signals/body_gyro_y_test.txt"));
    assertEquals("", reason(results, "test/Inertial Signals/body_gyro_z_test.txt"), "missing");
  }

  private static String reason(Map<String, FileVerification> results, String name) {
    return Objects.requireNonNull(results.get(name)).reason();
  }

  private String wrong(Split split) {
    return String.valueOf(
        assertThrows(
                MalformedFileException.class,
                () -> new HumanActivity(split).development(folders, 1))
            .getMessage());
  }
}
