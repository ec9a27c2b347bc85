package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.moreau.data.HumanActivity;

/** Generated windows in the layout of UCI HAR: 9 people in turn, 6 activities of other levels. */
record ActivityFiles(Path data) {
  static final int WINDOWS = 36;

  void write() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (String part : List.of("train", "test")) {
      Path folder = data.resolve("uci_har/UCI HAR Dataset").resolve(part);
      Files.createDirectories(folder.resolve("Inertial Signals"));
      List<String> labels = new ArrayList<>();
      List<String> subjects = new ArrayList<>();
      for (int i = 0; i < WINDOWS; i++) {
        labels.add(String.valueOf(i % 6 + 1));
        subjects.add(String.valueOf(i / 4 + 1));
      }
      Files.write(folder.resolve("y_" + part + ".txt"), labels);
      Files.write(folder.resolve("subject_" + part + ".txt"), subjects);
      for (String signal : List.of("body_acc", "body_gyro", "total_acc")) {
        for (String axis : List.of("x", "y", "z")) {
          String name = "Inertial Signals/" + signal + "_" + axis + "_" + part + ".txt";
          Files.write(folder.resolve(name), signal(random));
        }
      }
    }
  }

  private static List<String> signal(SplittableRandom random) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      StringBuilder line = new StringBuilder();
      for (int t = 0; t < HumanActivity.STEPS; t++) {
        double value = i % 6 + random.nextGaussian();
        line.append(String.format(Locale.ROOT, "%16s", String.format(Locale.ROOT, "%.7e", value)));
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
