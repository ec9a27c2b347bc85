package org.moreau.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import org.moreau.cli.bench.Benches;
import org.moreau.cli.study.NearestName;
import org.moreau.cli.study.Studies;
import org.moreau.data.DataSet;
import org.moreau.data.DataSets;

/**
 * What the commands work with.
 *
 * @param out results
 * @param err progress and failures
 * @param terminal whether a person watches, and progress bars make sense
 * @param runs where runs go that no {@code --out} places
 */
record Shell(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Studies studies,
    Benches benches,
    List<DataSet> dataSets,
    Path runs,
    Clock clock) {

  // The launcher sets it where stderr is a terminal: Java cannot tell.
  private static final String TERMINAL = "moreau.terminal";

  /** The process's own; text is UTF-8 whatever the locale, since tables and JSON need it. */
  static Shell ofProcess() {
    return new Shell(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Boolean.getBoolean(TERMINAL),
        Studies.standard(),
        Benches.discovered(),
        DataSets.all(),
        Path.of("runs"),
        Clock.system(ZoneId.systemDefault()));
  }

  /** The data set called {@code name}, or the nearest named in an IllegalArgumentException. */
  DataSet dataSet(String name) {
    NearestName.require("data set", name, dataSets.stream().map(DataSet::name).toList());
    return dataSets.stream().filter(set -> set.name().equals(name)).findFirst().orElseThrow();
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
