package org.moreau.cli.study;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.moreau.data.DataFolders;
import org.moreau.data.DataSets;
import org.moreau.engine.StopSignal;
import org.moreau.engine.Threads;

/** Runs a study in this process, on the data of one folder, into folders beside it. */
final class StudyHarness<C extends Record> {
  private final Study<C> study;
  private final Map<String, String> small;
  private final Path folder;
  private final DataFolders folders;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /**
   * A harness of {@code study}.
   *
   * @param small settings that make it fast; those it does not have are left out
   */
  StudyHarness(Study<C> study, Path folder, Map<String, String> small) {
    new Threads(1, 1).apply();
    this.study = study;
    this.small = small;
    this.folder = folder;
    this.folders = new DataFolders(List.of(folder));
  }

  DataFolders folders() {
    return folders;
  }

  /** The small settings with changes, each {@code key=value}. */
  Settings<C> settings(String... changes) {
    Settings<C> settings = Settings.of(study.defaults());
    for (Map.Entry<String, String> entry : small.entrySet()) {
      if (settings.keys().contains(entry.getKey())) {
        settings = settings.with("test", Map.of(entry.getKey(), entry.getValue()));
      }
    }
    for (String change : changes) {
      int equals = change.indexOf('=');
      settings =
          settings.with("test", Map.of(change.substring(0, equals), change.substring(equals + 1)));
    }
    return settings;
  }

  RunFolder create(Settings<C> settings, String name) throws IOException {
    return create(settings, name, 1, Map.of());
  }

  RunFolder create(Settings<C> settings, String name, int repeats, Map<String, List<String>> grid)
      throws IOException {
    UsedData data =
        UsedData.find(
            study.dataSets(settings.config(), folders).stream().map(DataSets::named).toList(),
            folders,
            grid.isEmpty());
    RunSettings run =
        new RunSettings(study.name(), 0, repeats, new Threads(1, 1), "cpu", false, grid, data);
    return RunFolder.create(folder.resolve(name), run, settings);
  }

  /** Stops after so many steps of the bars, and returns whether it is finished; -1 never stops. */
  boolean run(Settings<C> settings, RunFolder run, int stopAfter) throws IOException {
    StopSignal stop = StopSignal.manual();
    StudyContext context =
        new StudyContext(
            run.run().seed(),
            run.run().repeats(),
            run.run().quick(),
            true,
            folders,
            new Device("cpu"),
            run.run().threads(),
            run,
            new Summary(),
            stop,
            new Stopping(stop, new int[] {stopAfter}),
            new PrintStream(out, true, StandardCharsets.UTF_8));
    return new StudyRunner<>(study, settings).run(context);
  }

  private record Stopping(StopSignal stop, int[] left) implements Progress {
    @Override
    public Task start(String label, long total) {
      return new Task() {
        @Override
        public void step(String message) {
          if (--left[0] == 0) {
            stop.request();
          }
        }

        @Override
        public void close() {}
      };
    }
  }

  /** A finished run of one repeat. */
  RunFolder whole(String name, String... changes) throws IOException {
    return whole(name, 1, changes);
  }

  RunFolder whole(String name, int repeats, String... changes) throws IOException {
    Settings<C> settings = settings(changes);
    RunFolder run = create(settings, name, repeats, Map.of());
    assertTrue(run(settings, run, -1));
    return run;
  }

  /** All that the runs have printed. */
  String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  static JsonNode summary(RunFolder run) throws IOException {
    return new ObjectMapper().readTree(run.summaryFile().toFile());
  }

  static JsonNode methods(RunFolder run) throws IOException {
    return summary(run).path("methods");
  }

  /** summary.json and metrics.jsonl without their times. */
  static String timeless(RunFolder run) throws IOException {
    String times = "\"(train_seconds|latency_ms_\\d+(_before)?|speedup_\\d+)\":\\{[^}]*\\},?";
    return summary(run).toString().replaceAll(times, "")
        + Files.readString(run.path().resolve("metrics.jsonl"))
            .replaceAll("\"seconds\":[-0-9.eE]+", "");
  }
}
