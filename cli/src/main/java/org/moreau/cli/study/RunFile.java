package org.moreau.cli.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.AtomicFile;
import org.moreau.engine.Threads;

/** A run folder's {@code config.yaml}: all that {@code --resume} needs. */
record RunFile(RunSettings run, Map<String, String> settings) {

  /** Writes {@code run} and {@code settings} whole or not at all. */
  static void write(Path file, RunSettings run, Settings<?> settings) throws IOException {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# A run of Moreau. Continue it with: moreau run ")
        .append(run.study())
        .append(" --resume THIS_FOLDER\n")
        .append("# Trainings that a change here concerns are done again, the others are kept.\n");
    line(yaml, "study", SettingsFile.quoted(run.study()));
    line(yaml, "version", Json.line(Versions.moreau()));
    line(yaml, "seed", run.seed());
    line(yaml, "repeats", run.repeats());
    line(yaml, "threads", run.threads().torch());
    line(yaml, "blas-threads", run.threads().blas());
    line(yaml, "device", Json.line(run.device()));
    line(yaml, "quick", run.quick());
    if (!run.grid().isEmpty()) {
      yaml.append("grid:\n");
      run.grid().forEach((key, values) -> line(yaml, "  " + key, SettingsFile.list(values)));
    }
    yaml.append("data:\n");
    run.data()
        .sets()
        .forEach(
            (set, files) -> {
              yaml.append("  ").append(SettingsFile.quoted(set)).append(":\n");
              files.forEach(
                  (name, source) -> line(yaml, "    " + Json.line(name), Json.line(source)));
            });
    yaml.append("settings:\n").append(SettingsFile.write(settings, "  "));
    AtomicFile.writeText(file, yaml.toString());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming the file and the key, if it is not such a file
   */
  static RunFile read(Path file) throws IOException {
    JsonNode tree = SettingsFile.tree(file);
    Map<String, List<String>> grid = new LinkedHashMap<>();
    if (tree.has("grid")) {
      for (Map.Entry<String, JsonNode> entry : tree.get("grid").properties()) {
        List<String> values = new ArrayList<>();
        entry.getValue().forEach(value -> values.add(value.asText()));
        grid.put(entry.getKey(), values);
      }
    }
    RunSettings run =
        new RunSettings(
            text(file, tree, "study"),
            number(file, tree, "seed"),
            integer(file, tree, "repeats"),
            new Threads(integer(file, tree, "threads"), integer(file, tree, "blas-threads")),
            text(file, tree, "device"),
            Boolean.parseBoolean(text(file, tree, "quick")),
            grid,
            data(file, tree.path("data")));
    return new RunFile(run, SettingsFile.entries(file, tree.get("settings")));
  }

  private static UsedData data(Path file, JsonNode tree) {
    Map<String, Map<String, UsedData.Source>> sets = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> set : tree.properties()) {
      Map<String, UsedData.Source> files = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : set.getValue().properties()) {
        files.put(
            entry.getKey(),
            new UsedData.Source(
                text(file, entry.getValue(), "place"), text(file, entry.getValue(), "sha256")));
      }
      sets.put(set.getKey(), files);
    }
    return new UsedData(sets);
  }

  private static void line(StringBuilder yaml, String key, Object value) {
    yaml.append(key).append(": ").append(value).append('\n');
  }

  private static String text(Path file, JsonNode tree, String key) {
    JsonNode value = tree.get(key);
    if (value == null || !value.isValueNode()) {
      throw new IllegalArgumentException(file + " has no value for " + key);
    }
    return value.asText();
  }

  private static int integer(Path file, JsonNode tree, String key) {
    long value = number(file, tree, key);
    if (value != (int) value) {
      throw new IllegalArgumentException(file + " " + key + " is too large: " + value);
    }
    return (int) value;
  }

  private static long number(Path file, JsonNode tree, String key) {
    String text = text(file, tree, key);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          file + " " + key + " must be a whole number, got " + text, e);
    }
  }
}
