package org.moreau.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.study.Json;
import org.moreau.cli.study.Prediction;
import org.moreau.cli.study.Predictor;
import org.moreau.cli.study.RunFolder;
import org.moreau.cli.study.Study;
import org.moreau.cli.study.TextTable;
import org.moreau.engine.StopSignal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "predict",
    description = {
      "Predicts the inputs of a file with the model of a finished run.",
      "Frames: a line of numbers for each, the study's features in their order, and an empty line"
          + " or one of ones behind each sequence. Reviews: one on a line, nothing else. The study's"
          + " page in docs/studies names the features. The table, or with --json one object per"
          + " line, goes to stdout."
    },
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage or bad input"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  moreau predict runs/ten --input my-vowels.txt",
      "  moreau predict runs/ten --input my-vowels.txt --method prox-lstm --json"
    })
final class PredictCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "RUN", description = "The folder of a finished run.")
  private Path run = Path.of("");

  @Option(names = "--input", required = true, paramLabel = "FILE", description = "The inputs.")
  private Path input = Path.of("");

  @Option(
      names = "--method",
      paramLabel = "KEY",
      description = "Whose model, by its key in summary.json. Default: the study's choice.")
  private @Nullable String method;

  @Option(names = "--json", description = "Write JSON lines.")
  private boolean json;

  private final Shell shell;

  PredictCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (Files.isDirectory(input)) {
      throw new IllegalArgumentException("--input " + input + " is a folder; name a file");
    }
    if (!Files.isRegularFile(input)) {
      throw new IllegalArgumentException("--input " + input + ": there is no such file");
    }
    RunFolder folder = RunFolder.open(run);
    Study<?> study = shell.studies().named(folder.run().study());
    if (!folder.run().grid().isEmpty()) {
      throw new IllegalArgumentException(
          run
              + " is a grid, which keeps no model; run its winner first: moreau run "
              + study.name()
              + " --config "
              + run.resolve("winner.yaml"));
    }
    if (!folder.finished()) {
      throw new IllegalArgumentException(
          "the run in "
              + run
              + " is not finished; go on with: moreau run "
              + study.name()
              + " --resume "
              + run);
    }
    try (StopSignal stop = StopSignal.onShutdown()) {
      folder.run().threads().apply();
      Predictor predictor = study.predictor(folder, method);
      List<Prediction> predictions = predictor.predict(input);
      if (stop.requested()) {
        return ExitCode.STOPPED;
      }
      if (json) {
        printJson(predictor.classes(), predictions);
      } else {
        printTable(predictor.classes(), predictions);
      }
    }
    return ExitCode.DONE;
  }

  private void printTable(List<String> classes, List<Prediction> predictions) {
    List<String> header = new ArrayList<>(List.of("input", "label"));
    header.addAll(classes);
    TextTable table = new TextTable(header);
    for (int i = 0; i < predictions.size(); i++) {
      List<String> cells =
          new ArrayList<>(List.of(String.valueOf(i + 1), predictions.get(i).label()));
      for (double probability : predictions.get(i).probabilities()) {
        cells.add(String.format(Locale.ROOT, "%.4f", probability));
      }
      table.row(cells);
    }
    table.print(shell.out());
  }

  private void printJson(List<String> classes, List<Prediction> predictions) {
    for (int i = 0; i < predictions.size(); i++) {
      Map<String, Double> probabilities = new LinkedHashMap<>();
      for (int c = 0; c < classes.size(); c++) {
        probabilities.put(classes.get(c), predictions.get(i).probabilities()[c]);
      }
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("input", i + 1);
      map.put("label", predictions.get(i).label());
      map.put("probabilities", probabilities);
      shell.out().println(Json.line(map));
    }
  }
}
