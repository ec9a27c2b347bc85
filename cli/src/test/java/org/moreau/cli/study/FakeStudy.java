package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.DataFolders;
import org.moreau.engine.MalformedFileException;

/** A study whose numbers are known without training. */
public final class FakeStudy implements Study<FakeStudy.Config> {
  /** What the study does besides its work. */
  public enum Mode {
    PLAIN,
    STOP_AT_ONCE,
    WAIT_FOR_STOP,
    FAIL_AT_ONCE,
    DISK_FULL
  }

  public record Config(
      @Setting("the learning rate") double learningRate,
      @Setting("epochs") int epochs,
      @Setting("a large number") long budget,
      @Setting("shuffle the examples") boolean shuffle,
      @Setting("a text") String label,
      @Setting("what happens") Mode mode,
      @Setting("the methods") List<String> methods) {
    public Config {
      if (!(learningRate > 0)) {
        throw new IllegalArgumentException("learningRate must be > 0, got " + learningRate);
      }
      methods = List.copyOf(methods);
    }
  }

  @Override
  public String name() {
    return "fake-vowels";
  }

  @Override
  public String title() {
    return "Shows that the framework works";
  }

  @Override
  public String reference() {
    return "No paper, Table 0";
  }

  @Override
  public Config defaults() {
    return new Config(0.001, 20, 5_000_000_000L, true, "a b", Mode.PLAIN, List.of("lstm", "prox"));
  }

  @Override
  public Config quick(Config full) {
    return new Config(
        full.learningRate(),
        2,
        full.budget(),
        full.shuffle(),
        full.label(),
        full.mode(),
        full.methods());
  }

  @Override
  public List<String> dataSets(DataFolders folders) {
    return List.of("japanese-vowels");
  }

  @Override
  public void run(Config config, StudyContext context) throws IOException {
    Path checkpoint = context.folder().checkpoint("state");
    if (config.mode() == Mode.FAIL_AT_ONCE) {
      throw new IllegalArgumentException("the fake data is bad");
    }
    if (config.mode() == Mode.STOP_AT_ONCE && !Files.exists(checkpoint)) {
      Files.writeString(checkpoint, "half");
      context.stop().request();
      return;
    }
    if (config.mode() == Mode.WAIT_FOR_STOP && !Files.exists(checkpoint)) {
      context.out().println("at work");
      while (!context.stop().requested()) {
        Thread.onSpinWait();
      }
      Files.writeString(checkpoint, "half");
      return;
    }
    if (config.mode() == Mode.DISK_FULL) {
      Path temporary = context.folder().path().resolve(".summary.json.tmp");
      Files.createSymbolicLink(temporary, Path.of("/dev/full"));
    }
    context.folder().metrics().restart();
    try (Progress.Task task = context.progress().start("fake", context.repeats())) {
      for (int i = 0; i < context.repeats(); i++) {
        for (String method : config.methods()) {
          double accuracy = 90 + 0.5 * i + (method.equals("prox") ? 1 + i : 0);
          context.summary().add(method, "test_accuracy", accuracy);
          context.folder().metrics().append(Map.of("seed", context.seed() + i));
        }
        task.step("epochs " + config.epochs());
      }
    }
    context.summary().published("lstm", "test_accuracy", 94.0);
    if (config.methods().contains("prox")) {
      context.summary().compare("prox", "lstm", "test_accuracy");
    }
    context.summary().data("japanese-vowels", Map.of("train", 225));
  }

  @Override
  public Map<String, Double> validate(Config config, StudyContext context) throws IOException {
    Path log = context.folder().checkpoint("validated.log");
    String line = config.learningRate() + " " + config.epochs() + " " + context.seed() + "\n";
    Files.writeString(log, (Files.exists(log) ? Files.readString(log) : "") + line);
    if (config.mode() == Mode.STOP_AT_ONCE && Files.readString(log).lines().count() == 7) {
      context.stop().request();
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    boolean diverged = config.learningRate() > 5;
    // The same for 0.1 and 0.01: a tie.
    scores.put("prox", diverged ? Double.NaN : config.learningRate() > 0.5 ? 80.0 : 90.1);
    return scores;
  }

  @Override
  public Predictor predictor(RunFolder run, @Nullable String method) {
    NearestName.require("method", method == null ? "prox" : method, List.of("lstm", "prox"));
    return new Predictor() {
      @Override
      public List<String> classes() {
        return List.of("one", "two");
      }

      @Override
      public List<Prediction> predict(Path input) throws IOException {
        if (Files.readString(input).contains("x")) {
          throw new MalformedFileException(input + ", line 1: x is not a number");
        }
        return List.of(
            new Prediction("one", new double[] {0.75, 0.25}),
            new Prediction("two", new double[] {0.1, 0.9}));
      }
    };
  }
}
