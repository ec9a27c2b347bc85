package org.moreau.cli.study;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.moreau.engine.AtomicFile;

/** Tries every combination of a grid on the validation part, and keeps the best. */
final class GridSearch<C extends Record> {
  // Means of the same scores in another order differ by rounding.
  private static final double TIE = 1e-9;

  private final Study<C> study;
  private final Settings<C> settings;
  private final RunFolder folder;
  private final Grid grid;
  private String note = "";

  GridSearch(Study<C> study, Settings<C> settings, RunFolder folder) {
    this.study = study;
    this.settings = settings;
    this.folder = folder;
    this.grid = new Grid(folder.run().grid());
  }

  /** Validates what is not in grid.jsonl yet; returns whether all of the grid is now. */
  boolean run(StudyContext context) throws IOException {
    GridFile file = new GridFile(folder.gridFile());
    List<GridResult> results = new ArrayList<>(file.read());
    List<Map<String, String>> combinations = grid.combinations();
    long steps = (long) combinations.size() * seeds().size();
    try (Progress.Task task = context.progress().start(study.name() + " grid", steps)) {
      for (Map<String, String> combination : combinations) {
        if (results.stream().anyMatch(r -> r.combination().equals(combination))) {
          seeds().forEach(seed -> task.step("done before"));
          continue;
        }
        Optional<GridResult> result = validate(combination, context, task);
        if (result.isEmpty()) {
          return false;
        }
        results.add(result.get());
        file.write(results);
      }
    }
    conclude(results, context.out());
    return true;
  }

  private Optional<GridResult> validate(
      Map<String, String> combination, StudyContext context, Progress.Task task)
      throws IOException {
    C config = settings.with("--grid", combination).config();
    Map<String, List<Double>> scores = new LinkedHashMap<>();
    for (long seed : seeds()) {
      StudyContext alone = context.alone(seed);
      Map<String, Double> validation = study.validate(config, alone);
      note = alone.summary().note();
      if (context.stop().requested()) {
        return Optional.empty();
      }
      validation.forEach(
          (method, score) -> scores.computeIfAbsent(method, m -> new ArrayList<>()).add(score));
      task.step(combination + " seed " + seed + ": " + validation);
    }
    return Optional.of(new GridResult(combination, seeds(), scores));
  }

  private void conclude(List<GridResult> results, PrintStream out) throws IOException {
    GridResult winner = winner(grid, results);
    AtomicFile.writeText(
        folder.winnerFile(),
        "# Chosen on validation data, seeds "
            + seeds()
            + (folder.run().quick() ? ", quick: not comparable" : "")
            + ", by:\n# moreau run "
            + study.name()
            + options()
            + "\n"
            + SettingsFile.write(settings.with("--grid", winner.combination()), ""));
    if (!note.isEmpty()) {
      out.println(note);
    }
    out.println(
        (folder.run().quick() ? "quick: not comparable; " : "")
            + "mean validation score over the seeds "
            + seeds());
    table(results, winner).print(out);
    out.println(
        "winner in "
            + folder.winnerFile()
            + "; run it with: moreau run "
            + study.name()
            + " --config "
            + folder.winnerFile());
  }

  /** The options of the command that leads to the same winner. */
  private String options() {
    StringBuilder text = new StringBuilder(grid.options());
    Map<String, String> defaults = Settings.of(study.defaults()).toMap();
    settings
        .toMap()
        .forEach(
            (key, value) -> {
              if (!grid.values().containsKey(key) && !value.equals(defaults.get(key))) {
                text.append(" --set ").append(key).append('=').append(value);
              }
            });
    return text + " --seed " + folder.run().seed() + " --repeats " + seeds().size();
  }

  /** The best mean; of those that tie, the smallest values. */
  static GridResult winner(Grid grid, List<GridResult> results) {
    double best =
        results.stream()
            .mapToDouble(GridResult::score)
            .filter(score -> !Double.isNaN(score))
            .max()
            .orElseThrow(() -> new IllegalStateException("every combination of the grid diverged"));
    double least = best - TIE * Math.max(1, Math.abs(best));
    return results.stream()
        .filter(result -> result.score() >= least)
        .min((a, b) -> grid.compare(a.combination(), b.combination()))
        .orElseThrow();
  }

  private TextTable table(List<GridResult> results, GridResult winner) {
    Set<String> methods = new LinkedHashSet<>();
    results.forEach(result -> methods.addAll(result.scores().keySet()));
    List<String> header = new ArrayList<>(grid.values().keySet());
    header.addAll(methods);
    header.add("mean");
    header.add("");
    TextTable table = new TextTable(header);
    for (GridResult result : results) {
      List<String> cells = new ArrayList<>();
      grid.values().keySet().forEach(k -> cells.add(result.combination().getOrDefault(k, "")));
      methods.forEach(method -> cells.add(TextTable.number(result.mean(method))));
      cells.add(TextTable.number(result.score()));
      cells.add(result.equals(winner) ? "winner" : "");
      table.row(cells);
    }
    return table;
  }

  private List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (int i = 0; i < Math.max(study.gridSeeds(settings.config()), folder.run().repeats()); i++) {
      seeds.add(folder.run().seed() + i);
    }
    return seeds;
  }
}
