package org.moreau.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.bench.Bench;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchReport;
import org.moreau.cli.study.NearestName;
import org.moreau.cli.study.Progress;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    description = {
      "Times methods against a baseline, with the error of each at the timed setting.",
      "Medians of alternating runs in one process; ratio = ms / baseline ms. The table, or with"
          + " --json one object, goes to stdout."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, every error within its bound",
      "1:failed, or an error above its bound",
      "2:wrong usage"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  moreau bench proxlstm", "  moreau bench proxlstm --case jv --threads 1 --json"})
final class BenchCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "Which bench: cca, pathprox, prox, proxlstm or proxprop.")
  private String name = "";

  @Option(names = "--case", paramLabel = "C", description = "One case only.")
  private @Nullable String caseName;

  @Option(names = "--method", paramLabel = "M", description = "One method only.")
  private @Nullable String method;

  @Mixin private final EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  private final Shell shell;

  BenchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Bench bench = shell.benches().named(name);
    if (caseName != null) {
      NearestName.require("--case", caseName, bench.cases());
    }
    if (method != null) {
      NearestName.require("--method", method, bench.methods());
    }
    Threads threads = engine.threads();
    try (StopSignal stop = StopSignal.onShutdown()) {
      BenchOptions options =
          new BenchOptions(
              caseName,
              method,
              threads,
              EngineOptions.device(engine.device),
              stop,
              Progress.on(shell.err(), shell.terminal()));
      threads.apply();
      BenchReport report = bench.run(options);
      if (stop.requested()) {
        return ExitCode.STOPPED;
      }
      return show(report, threads);
    }
  }

  private int show(BenchReport report, Threads threads) {
    if (json) {
      report.printJson(shell.out(), name, threads, engine.device);
    } else {
      report.print(shell.out());
    }
    if (report.failures().isEmpty()) {
      return ExitCode.DONE;
    }
    Failure.sentence(shell.err(), String.join("; ", report.failures()));
    return ExitCode.FAILED;
  }
}
