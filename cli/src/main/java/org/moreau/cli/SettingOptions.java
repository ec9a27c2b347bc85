package org.moreau.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.cli.study.Grid;
import org.moreau.cli.study.Settings;
import org.moreau.cli.study.SettingsFile;
import org.moreau.cli.study.Study;
import picocli.CommandLine.Option;

/** What changes a study's settings. */
final class SettingOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change a setting; may be repeated.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings from a YAML file: a grid's winner.yaml, a run's config.yaml.")
  private @Nullable Path config;

  @Option(
      names = "--grid",
      paramLabel = "KEY=A,B,C",
      description =
          "Instead of the study, try every combination on its validation part, over 5 seeds (1"
              + " for studies with 1,000 validation images and more) or --repeats if more; may be"
              + " repeated. Writes grid.jsonl and winner.yaml.")
  private List<String> grids = new ArrayList<>();

  /** The settings of {@code study} after --config, then --quick, then --set. */
  <C extends Record> Settings<C> settings(Study<C> study, boolean quick) throws IOException {
    Settings<C> settings = Settings.of(study.defaults());
    if (config != null) {
      settings = settings.with(config.toString(), SettingsFile.read(config, study.name()));
    }
    if (quick) {
      settings = Settings.of(study.quick(settings.config()));
    }
    return settings.with("--set", changes());
  }

  private Map<String, String> changes() {
    Map<String, String> changes = new LinkedHashMap<>();
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("--set must be key=value, got " + set);
      }
      String key = set.substring(0, equals);
      if (changes.put(key, set.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("--set has the key " + key + " twice");
      }
    }
    return changes;
  }

  /**
   * The grid, each of whose combinations {@code settings} takes; empty where none was asked for.
   *
   * @throws IllegalArgumentException if a setting that is changed has no effect
   */
  <C extends Record> Grid grid(Study<C> study, Settings<C> settings) {
    Grid grid = Grid.parse(grids, settings);
    for (String key : grid.values().keySet()) {
      if (changes().containsKey(key)) {
        throw new IllegalArgumentException(key + " cannot be in both --set and --grid");
      }
    }
    grid.check(settings);
    refuseIdle(study, settings, grid);
    return grid;
  }

  /** Refuses what has no effect in any combination of the grid. */
  private <C extends Record> void refuseIdle(Study<C> study, Settings<C> settings, Grid grid) {
    List<Map<String, String>> idle = grid.configs(settings).stream().map(study::idle).toList();
    Settings<C> usual = Settings.of(study.defaults());
    for (String key : changes().keySet()) {
      if (!settings.text(key).equals(usual.text(key))) {
        refuseIdle("--set", key, idle);
      }
    }
    grid.values().keySet().forEach(key -> refuseIdle("--grid", key, idle));
  }

  private static void refuseIdle(String option, String key, List<Map<String, String>> idle) {
    if (idle.stream().allMatch(one -> one.containsKey(key))) {
      throw new IllegalArgumentException(
          option
              + " "
              + key
              + " has no effect here, only with "
              + idle.get(0).get(key)
              + "; leave it out");
    }
  }
}
