package org.moreau.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.moreau.cli.bench.Bench;
import org.moreau.cli.bench.Benches;
import org.moreau.cli.study.FakeStudy;
import org.moreau.cli.study.Studies;
import org.moreau.data.DataSets;

/** Runs commands in this process, by default with the fake study. */
record CommandLineHarness(Path folder, Studies studies, List<Bench> benches) {
  record Result(int code, String out, String err) {}

  CommandLineHarness(Path folder) {
    this(folder, List.of());
  }

  CommandLineHarness(Path folder, List<Bench> benches) {
    this(folder, new Studies(List.of(new FakeStudy())), benches);
  }

  /** With the studies of the papers. */
  static CommandLineHarness real(Path folder) {
    return new CommandLineHarness(folder, Studies.standard(), List.of());
  }

  Path runs() {
    return folder.resolve("runs");
  }

  Result run(Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        runOn(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  int runOn(PrintStream out, PrintStream err, Object... args) {
    Shell shell =
        new Shell(
            out,
            err,
            false,
            studies,
            new Benches(benches),
            DataSets.all(),
            runs(),
            Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC));
    return Main.run(shell, Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
  }
}
