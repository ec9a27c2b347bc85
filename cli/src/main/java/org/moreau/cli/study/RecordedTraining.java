package org.moreau.cli.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.moreau.training.EpochRecord;
import org.moreau.training.Trainer;

/**
 * A training of a study, with its files and lines in the run folder and its bar. It goes on from
 * its checkpoint; once it has ended, it is read instead of done again.
 */
final class RecordedTraining {
  private final StudyContext context;
  private final Identity identity;

  /**
   * What a training is told from others by.
   *
   * @param method the key
   * @param file what the names of its files begin with
   * @param description all that it depends on besides seed, samples and machine, the method among
   *     it
   * @param data the content that it learns from, as {@link UsedData#learntFrom} tells it
   * @param samples the number of its training samples
   * @param facts what lines of metrics.jsonl and messages say besides method and seed
   */
  record Identity(
      String method,
      String file,
      long seed,
      String description,
      String data,
      int samples,
      Map<String, ?> facts) {}

  /** The training itself. */
  interface Body {
    /**
     * Trains from the checkpoint, where there is one; what diverges throws an ArithmeticException.
     *
     * @return null if a stop was asked for
     */
    @Nullable TrainingOutcome train(Path checkpoint, String fingerprint, Trainer.Listener listener)
        throws IOException;

    /** Deletes what it has left at {@code checkpoint}. */
    default void deleteCheckpoint(Path checkpoint) throws IOException {
      Files.deleteIfExists(checkpoint);
    }
  }

  RecordedTraining(StudyContext context, Identity identity) {
    this.context = context;
    this.identity = identity;
  }

  /**
   * Trains, unless that was done before.
   *
   * @param epochs that the bar counts
   * @param shown what the bar says of an epoch
   * @return null if a stop was asked for
   */
  @Nullable TrainingOutcome run(int epochs, Function<EpochRecord, String> shown, Body body)
      throws IOException {
    Path checkpoint = file(".training.safetensors");
    Path file = file(".outcome.json");
    String label = identity.method + described() + ", seed " + identity.seed;
    try (Progress.Task bar = context.progress().start(label, epochs)) {
      Listener listener = new Listener(shown, bar);
      TrainingOutcome outcome = TrainingOutcome.read(file, fingerprint());
      if (outcome == null) {
        outcome = train(body, checkpoint, listener);
        if (outcome == null) {
          return null;
        }
        outcome.write(file, fingerprint());
      } else {
        outcome.history().forEach(record -> listener.epoch(record, true));
      }
      body.deleteCheckpoint(checkpoint);
      if (outcome.diverged() != null) {
        listener.diverged(outcome);
      }
      return outcome;
    }
  }

  private @Nullable TrainingOutcome train(Body body, Path checkpoint, Listener listener)
      throws IOException {
    try {
      return body.train(checkpoint, fingerprint(), listener);
    } catch (ArithmeticException e) {
      return TrainingOutcome.diverged(listener.heard, String.valueOf(e.getMessage()));
    }
  }

  /** The place of a file of this training among the checkpoints, by its ending. */
  Path file(String ending) {
    CRC32 crc = new CRC32();
    crc.update((description() + identity.samples).getBytes(StandardCharsets.UTF_8));
    String name =
        String.format(Locale.ROOT, "%s-seed%d-%08x", identity.file, identity.seed, crc.getValue());
    return context.folder().checkpoint(name + ending);
  }

  private String description() {
    return String.join(
        " ",
        context.folder().run().study(),
        identity.method,
        "seed=" + identity.seed,
        identity.description);
  }

  private String fingerprint() {
    RunSettings run = context.folder().run();
    return description()
        + " samples="
        + identity.samples
        + " data "
        + identity.data
        + " device="
        + run.device()
        + " threads="
        + run.threads().torch()
        + " blas-threads="
        + run.threads().blas();
  }

  private String described() {
    StringBuilder text = new StringBuilder();
    identity.facts.forEach(
        (name, value) -> text.append(", ").append(name).append(' ').append(value));
    return text.toString();
  }

  /** Writes metrics and moves the bar. */
  private final class Listener implements Trainer.Listener {
    private final Function<EpochRecord, String> shown;
    private final Progress.Task bar;
    private final List<EpochRecord> heard = new ArrayList<>();

    Listener(Function<EpochRecord, String> shown, Progress.Task bar) {
      this.shown = shown;
      this.bar = bar;
    }

    @Override
    public void epoch(EpochRecord record, boolean replayed) {
      heard.add(record);
      Map<String, Object> line = line(record.epoch());
      line.put("train_loss", record.trainLoss());
      line.putAll(record.metrics());
      if (record.solveError() > 0) {
        line.put("solve_error", record.solveError());
      }
      line.put("seconds", record.seconds());
      append(line);
      bar.step(
          String.format(Locale.ROOT, "loss %.4f, %s", record.trainLoss(), shown.apply(record)));
    }

    void diverged(TrainingOutcome outcome) {
      Map<String, Object> line = line(outcome.divergedEpoch());
      line.put("diverged", String.valueOf(outcome.diverged()));
      append(line);
      bar.step("diverged");
      context
          .out()
          .printf(
              Locale.ROOT,
              "%s%s, seed %d, ended in epoch %d: %s%n",
              identity.method,
              described(),
              identity.seed,
              outcome.divergedEpoch(),
              outcome.diverged());
    }

    private Map<String, Object> line(int epoch) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("method", identity.method);
      line.put("seed", identity.seed);
      line.putAll(identity.facts);
      line.put("epoch", epoch);
      return line;
    }

    private void append(Map<String, Object> line) {
      try {
        context.folder().metrics().append(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
