package org.moreau.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.Seeds;

/**
 * UCI's human activity recognition by a smartphone, the inertial signals: six activities of 30
 * people, in windows of 128 steps of 9 channels (acceleration of the body, its rotation, total
 * acceleration; x, y, z). 7,352 windows of 21 people to train, of which about 1,225 become the
 * validation part, and 2,947 of 9 others to test.
 */
public final class HumanActivity extends ManualDataSet implements SequenceSet {
  /** The steps of a window. */
  public static final int STEPS = 128;

  private static final List<String> ACTIVITIES =
      List.of("walking", "walking upstairs", "walking downstairs", "sitting", "standing", "lying");
  private static final int MOST_CHOSEN = 3; // a thousand combinations of 20 people
  private static final int PEOPLE = 30;
  private static final int TRAIN = 7_352;
  private static final int TEST = 2_947;
  private static final int VALIDATION = 1_225; // the paper's
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final List<String> CHANNELS =
      List.of(
          "body_acc_x",
          "body_acc_y",
          "body_acc_z",
          "body_gyro_x",
          "body_gyro_y",
          "body_gyro_z",
          "total_acc_x",
          "total_acc_y",
          "total_acc_z");

  /** Who makes the validation part. */
  public enum Split {
    /**
     * 1,225 windows, of each activity in proportion: the paper's. Windows of one person overlap.
     */
    STRATIFIED,
    /**
     * All windows of some people: the first that the seed draws, and few who bring it near 1,225.
     */
    SUBJECT
  }

  private final Split split;

  /** The set, whose files are opened when its parts are asked for. */
  public HumanActivity(Split split) {
    super(
        "uci-har",
        List.of("uci_har/UCI HAR Dataset", "UCI HAR Dataset", "uci_har"),
        Stream.of("train", "test").flatMap(part -> files(part).stream()).toList());
    this.split = split;
  }

  private static List<DataFile> files(String part) {
    List<DataFile> files = new ArrayList<>();
    files.add(file(part, "y_"));
    files.add(file(part, "subject_"));
    CHANNELS.forEach(channel -> files.add(file(part, "Inertial Signals/" + channel + "_")));
    return files;
  }

  private static DataFile file(String part, String stem) {
    return new DataFile(part + "/" + stem + part + ".txt", 0, null, part.equals("test"));
  }

  @Override
  public DataSet source() {
    return this;
  }

  @Override
  public String label() {
    return "UCI HAR, validation part "
        + switch (split) {
          case STRATIFIED -> "stratified by activity";
          case SUBJECT -> "of other people";
        };
  }

  @Override
  public int features() {
    return CHANNELS.size();
  }

  @Override
  public List<String> classes() {
    return ACTIVITIES;
  }

  @Override
  public DevelopmentSplit development(DataFolders folders, long seed) throws IOException {
    SequenceDataset known = read("train", folders);
    int[] subjects = subjects(folders, known.size()); // of either split: all lines are counted
    SplittableRandom random = Seeds.random(seed, name(), "validation");
    return switch (split) {
      case STRATIFIED ->
          DevelopmentSplit.proportional(known, Math.min(VALIDATION, known.size() / 6), random);
      case SUBJECT -> bySubject(known, subjects, random);
    };
  }

  @Override
  public SequenceDataset test(DataFolders folders) throws IOException {
    return read("test", folders);
  }

  private int[] subjects(DataFolders folders, int windows) throws IOException {
    return column(source("train", "subject_", folders), PEOPLE, windows);
  }

  /**
   * People in random order for half of the goal, and of the others those few who come nearest to
   * it.
   */
  private static DevelopmentSplit bySubject(
      SequenceDataset known, int[] subjects, SplittableRandom random) {
    int[] people = Arrays.stream(subjects).distinct().sorted().toArray();
    int[] order =
        Arrays.stream(Seeds.permutation(people.length, random)).map(i -> people[i]).toArray();
    int[] windows = Arrays.stream(order).map(person -> count(subjects, person)).toArray();
    int goal = Math.min(VALIDATION, known.size() / 6);
    int drawn = 0;
    int left = goal;
    while (drawn < order.length && windows[drawn] <= left - goal / 2) {
      left -= windows[drawn];
      drawn++;
    }
    Set<Integer> held = new HashSet<>();
    IntStream.range(0, drawn).forEach(i -> held.add(order[i]));
    nearest(windows, drawn, MOST_CHOSEN, left).forEach(i -> held.add(order[i]));
    boolean[] chosen = new boolean[subjects.length];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = held.contains(subjects[i]);
    }
    return DevelopmentSplit.of(known, chosen);
  }

  private static int count(int[] values, int wanted) {
    return (int) Arrays.stream(values).filter(value -> value == wanted).count();
  }

  /** At most so many places from {@code from} on whose values' sum is nearest to {@code goal}. */
  private static List<Integer> nearest(int[] values, int from, int most, int goal) {
    List<Integer> best = List.of();
    int distance = Math.abs(goal);
    for (int i = from; most > 0 && i < values.length; i++) {
      List<Integer> places = new ArrayList<>(List.of(i));
      places.addAll(nearest(values, i + 1, most - 1, goal - values[i]));
      int sum = places.stream().mapToInt(place -> values[place]).sum();
      if (Math.abs(goal - sum) < distance) {
        distance = Math.abs(goal - sum);
        best = places;
      }
    }
    return best;
  }

  private SequenceDataset read(String part, DataFolders folders) throws IOException {
    DataSource activities = source(part, "y_", folders);
    int[] labels = column(activities, ACTIVITIES.size(), -1);
    String because =
        ", since "
            + activities.place()
            + " has "
            + labels.length
            + " lines: one of the two is not whole";
    float[][][] windows = new float[labels.length][STEPS][CHANNELS.size()];
    for (int c = 0; c < CHANNELS.size(); c++) {
      DataSource source = source(part, "Inertial Signals/" + CHANNELS.get(c) + "_", folders);
      float[] values = signal(source, labels.length, because);
      for (int i = 0; i < labels.length; i++) {
        for (int t = 0; t < STEPS; t++) {
          windows[i][t][c] = values[i * STEPS + t];
        }
      }
    }
    List<LabelledSequence> sequences = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      sequences.add(new LabelledSequence(windows[i], labels[i]));
    }
    return new SequenceDataset(sequences, CHANNELS.size(), ACTIVITIES.size());
  }

  /** A channel, a line of its steps for each of so many windows. */
  private static float[] signal(DataSource source, int windows, String because) throws IOException {
    NumberRows rows = new NumberRows(STEPS, BLANKS);
    return source.read(reader -> rows.read(reader, source.place(), false, windows, because));
  }

  /**
   * Whole numbers from 1 to {@code most}, a line for each window, from 0 on.
   *
   * @param windows how many there must be; -1 where that is not known yet
   */
  private static int[] column(DataSource source, int most, int windows) throws IOException {
    List<String> lines = new ArrayList<>(source.lines());
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
      lines.remove(lines.size() - 1);
    }
    if (lines.isEmpty() || (windows >= 0 && lines.size() != windows)) {
      throw new MalformedFileException(
          source.place()
              + " line "
              + lines.size()
              + ": there must be a line for each of the "
              + (windows < 0 ? "" : windows + " ")
              + "windows, got "
              + lines.size()
              + "; is it truncated?");
    }
    int[] values = new int[lines.size()];
    for (int i = 0; i < values.length; i++) {
      String text = lines.get(i).strip();
      if (!text.matches("\\d{1,3}")
          || Integer.parseInt(text) < 1
          || Integer.parseInt(text) > most) {
        throw new MalformedFileException(
            source.place()
                + " line "
                + (i + 1)
                + ": there must be a whole number from 1 to "
                + most
                + ", got "
                + text.substring(0, Math.min(30, text.length())));
      }
      values[i] = Integer.parseInt(text) - 1;
    }
    return values;
  }

  private DataSource source(String part, String stem, DataFolders folders) throws IOException {
    return DataSource.of(this, file(part, stem), folders);
  }

  /** Files are read, as they have no published checksums. */
  @Override
  public List<FileVerification> verify(DataFolders folders) throws IOException {
    return DataSource.verify(
        this,
        folders,
        (file, source) -> {
          int windows = file.test() ? TEST : TRAIN;
          String name = file.name();
          if (name.contains("/y_")) {
            column(source, ACTIVITIES.size(), windows);
          } else if (name.contains("/subject_")) {
            column(source, PEOPLE, windows);
          } else {
            signal(source, windows, "");
          }
        });
  }

  @Override
  public String title() {
    return "Human Activity Recognition (UCI): six activities by a smartphone's sensors";
  }

  @Override
  public String origin() {
    return "UCI Machine Learning Repository; Davide Anguita, Alessandro Ghio, Luca Oneto, Xavier"
        + " Parra, Jorge L. Reyes-Ortiz;"
        + " https://archive.ics.uci.edu/dataset/240/human+activity+recognition+using+smartphones";
  }

  @Override
  public String licence() {
    return "CC BY 4.0; the set's own README excludes commercial use";
  }

  @Override
  String byHand() {
    return "as it takes 200 MB; unpack the folder UCI HAR Dataset of"
        + " https://archive.ics.uci.edu/dataset/240/human+activity+recognition+using+smartphones";
  }
}
