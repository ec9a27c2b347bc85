package org.moreau.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.study.Grid;
import org.moreau.cli.study.Progress;
import org.moreau.cli.study.RunFolder;
import org.moreau.cli.study.RunSettings;
import org.moreau.cli.study.Settings;
import org.moreau.cli.study.Study;
import org.moreau.cli.study.StudyContext;
import org.moreau.cli.study.StudyRunner;
import org.moreau.cli.study.Summary;
import org.moreau.cli.study.UsedData;
import org.moreau.data.DataFolders;
import org.moreau.engine.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = {
      "Runs a study: trains its methods and shows the table of results.",
      "",
      "Its run folder then holds config.yaml, metrics.jsonl, summary.json, figures/ and checkpoints/.",
      "",
      "Settings are the study's defaults, changed by --config, then by --quick, then by --set."
          + " Keys are in kebab-case (learning-rate); moreau list STUDY shows them all.",
      "",
      "Ctrl-C or SIGTERM stops after the current step and saves; --resume goes on from there and"
          + " ends with the numbers that the run would have had."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or bad input; nothing was written",
      "130:stopped by SIGINT after saving (143 by SIGTERM)"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  moreau run japanese-vowels",
      "  moreau run japanese-vowels --repeats 10 --out runs/ten",
      "  moreau run japanese-vowels --resume runs/ten",
      "  moreau run japanese-vowels --set methods=prox-lstm --grid delta=0.3,0.5,1",
      "  moreau run japanese-vowels --set methods=adv-lstm --grid epsilon=1,4,8"
    })
final class RunCommand implements Callable<Integer> {
  private static final List<String> KEPT_BY_THE_FOLDER =
      List.of(
          "--set",
          "--config",
          "--grid",
          "--repeats",
          "--seed",
          "--quick",
          "--out",
          "--device",
          "--threads",
          "--blas-threads");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "STUDY", description = "A name from moreau list.")
  private String name = "";

  @Mixin private final SettingOptions options = new SettingOptions();

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "1",
      description = "Repeats with the seeds S, S+1, ... Default: ${DEFAULT-VALUE}.")
  private int repeats = 1;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Fixes every random number. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--quick",
      description = "A small version of every method, under 3 minutes; not comparable.")
  private boolean quick;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where data sets are looked for first, before MOREAU_DATA. To be given again with"
              + " --resume, which refuses files of other content.")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run folder; must be new or empty. Default: runs/STUDY-DATE-TIME.")
  private @Nullable Path out;

  @Mixin private final EngineOptions engine = new EngineOptions();

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = "Go on with a run folder; its config.yaml holds all settings.")
  private @Nullable Path resume;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  private final Shell shell;

  RunCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    return run(shell.studies().named(name));
  }

  private <C extends Record> int run(Study<C> study) throws IOException {
    DataFolders folders = DataFolders.standard(data);
    return resume == null ? start(study, folders) : goOn(study, folders, resume);
  }

  private <C extends Record> int start(Study<C> study, DataFolders folders) throws IOException {
    Settings<C> settings = options.settings(study, quick);
    Grid grid = options.grid(study, settings);
    RunSettings run =
        new RunSettings(
            study.name(),
            seed,
            repeats,
            engine.threads(),
            engine.device,
            quick,
            grid.values(),
            used(study, settings, folders, grid));
    Device device = EngineOptions.device(engine.device);
    RunFolder folder = RunFolder.create(out == null ? unused(study) : out, run, settings);
    return work(study, settings, folder, folders, device);
  }

  private <C extends Record> int goOn(Study<C> study, DataFolders folders, Path path)
      throws IOException {
    for (String option : KEPT_BY_THE_FOLDER) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new IllegalArgumentException(
            option + " cannot be given with --resume: config.yaml in " + path + " says it");
      }
    }
    RunFolder folder = RunFolder.open(path);
    if (!folder.run().study().equals(study.name())) {
      throw new IllegalArgumentException(
          path + " is a run of " + folder.run().study() + ", not of " + study.name());
    }
    Settings<C> settings =
        Settings.of(study.defaults())
            .with(path.resolve("config.yaml").toString(), folder.settings());
    folder
        .run()
        .data()
        .requireSame(
            used(study, settings, folders, new Grid(folder.run().grid())), path.toString());
    Device device = EngineOptions.device(folder.run().device());
    return work(study, settings, folder, folders, device);
  }

  /** What the run reads; a grid leaves the test parts closed. */
  private <C extends Record> UsedData used(
      Study<C> study, Settings<C> settings, DataFolders folders, Grid grid) throws IOException {
    return UsedData.find(
        grid.configs(settings).stream()
            .flatMap(config -> study.dataSets(config, folders).stream())
            .distinct()
            .map(shell::dataSet)
            .toList(),
        folders,
        grid.values().isEmpty());
  }

  private <C extends Record> int work(
      Study<C> study, Settings<C> settings, RunFolder folder, DataFolders folders, Device device)
      throws IOException {
    RunSettings run = folder.run();
    run.threads().apply();
    Progress progress = quiet ? Progress.silent() : Progress.on(shell.err(), shell.terminal());
    try (StopSignal stop = StopSignal.onShutdown()) {
      StudyContext context =
          new StudyContext(
              run.seed(),
              run.repeats(),
              run.quick(),
              resume != null,
              folders,
              device,
              run.threads(),
              folder,
              new Summary(),
              stop,
              progress,
              shell.out());
      if (new StudyRunner<>(study, settings).run(context)) {
        return ExitCode.DONE;
      }
      Failure.sentence(
          shell.err(),
          "stopped; go on with: moreau run " + study.name() + " --resume " + folder.path());
      return ExitCode.STOPPED;
    }
  }

  private Path unused(Study<?> study) {
    String time =
        LocalDateTime.now(shell.clock()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    Path path = shell.runs().resolve(study.name() + "-" + time);
    for (int i = 2; Files.exists(path); i++) {
      path = shell.runs().resolve(study.name() + "-" + time + "-" + i);
    }
    return path;
  }
}
