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
    Settings<C> changed = settings.with("--set", changes());
    Map<String, String> idle = study.idle(changed.config());
    for (String key : changes().keySet()) {
      if (!changed.text(key).equals(settings.text(key))) {
        refuseIdle("--set", key, idle);
      }
    }
    return changed;
  }

  private static void refuseIdle(String option, String key, Map<String, String> idle) {
    String needs = idle.get(key);
    if (needs != null) {
      throw new IllegalArgumentException(
          option + " " + key + " has no effect here, only with " + needs + "; leave it out");
    }
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

  /** The grid, each of whose combinations {@code settings} takes. */
  <C extends Record> Grid grid(Study<C> study, Settings<C> settings) {
    Grid grid = Grid.parse(grids, settings);
    for (String key : grid.values().keySet()) {
      if (changes().containsKey(key)) {
        throw new IllegalArgumentException(key + " cannot be in both --set and --grid");
      }
    }
    grid.check(settings);
    for (String key : grid.values().keySet()) {
      for (C config : grid.configs(settings)) {
        refuseIdle("--grid", key, study.idle(config));
      }
    }
    return grid;
  }
}
