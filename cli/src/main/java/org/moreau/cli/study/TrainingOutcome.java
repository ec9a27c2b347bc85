package org.moreau.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.engine.AtomicFile;
import org.moreau.engine.MalformedFileException;
import org.moreau.training.EpochRecord;

/**
 * What became of the training of a network. It replaces the checkpoint, which would keep the
 * parameters of every method, three times over.
 *
 * @param diverged why there was no finite loss any more; null where there was one to the end
 * @param bestEpoch the epoch with the lowest validation loss; 0 if none was finished
 * @param results what was measured after the training, in that order; none where it diverged
 */
record TrainingOutcome(
    List<EpochRecord> history,
    @Nullable String diverged,
    int bestEpoch,
    Map<String, Double> results) {
  /** What a study ends with if all its trainings have diverged. */
  static final String NONE_WHOLE = "no training came to its end; what ended each is said above";

  TrainingOutcome {
    history = List.copyOf(history);
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
  }

  /** One that ended for {@code reason}. */
  static TrainingOutcome diverged(List<EpochRecord> history, String reason) {
    return new TrainingOutcome(history, reason, 0, Map.of());
  }

  /** One of the results; NaN where it was not measured or diverged. */
  double result(String name) {
    return results.getOrDefault(name, Double.NaN);
  }

  /** The metric of the best epoch. */
  double best(String metric) {
    return history.get(bestEpoch - 1).metrics().getOrDefault(metric, Double.NaN);
  }

  /** The epoch in which it diverged. */
  int divergedEpoch() {
    return history.size() + 1;
  }

  /** Seconds of training steps, evaluation and interruptions left out. */
  double seconds() {
    return history.stream().mapToDouble(EpochRecord::seconds).sum();
  }

  void write(Path path, String fingerprint) throws IOException {
    List<Map<String, Object>> epochs = new ArrayList<>();
    for (EpochRecord record : history) {
      Map<String, Object> epoch = new LinkedHashMap<>();
      epoch.put("train_loss", record.trainLoss());
      epoch.put("metrics", record.metrics());
      epoch.put("solve_error", record.solveError());
      epoch.put("seconds", record.seconds());
      epochs.add(epoch);
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("fingerprint", fingerprint);
    map.put("diverged", diverged);
    map.put("best_epoch", bestEpoch);
    map.put("results", results);
    map.put("history", epochs);
    AtomicFile.writeText(path, Json.pretty(map));
  }

  /**
   * What {@link #write} wrote, or null if there is no such file.
   *
   * @throws IllegalArgumentException if it was written for another training
   */
  static @Nullable TrainingOutcome read(Path path, String fingerprint) throws IOException {
    if (!Files.exists(path)) {
      return null;
    }
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(Files.readString(path));
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(path + " is not an outcome of a training: not JSON", e);
    }
    String saved = json.path("fingerprint").asText();
    if (!saved.equals(fingerprint)) {
      throw new IllegalArgumentException(
          path
              + " is the outcome of another training: \""
              + saved
              + "\" where this run has \""
              + fingerprint
              + "\"; choose another folder or delete it");
    }
    List<EpochRecord> history = new ArrayList<>();
    for (JsonNode epoch : json.path("history")) {
      history.add(
          new EpochRecord(
              history.size() + 1,
              number(epoch.path("train_loss")),
              numbers(epoch.path("metrics")),
              number(epoch.path("solve_error")),
              number(epoch.path("seconds"))));
    }
    JsonNode reason = json.path("diverged");
    return new TrainingOutcome(
        history,
        reason.isTextual() ? reason.asText() : null,
        json.path("best_epoch").asInt(),
        numbers(json.path("results")));
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    node.properties().forEach(entry -> numbers.put(entry.getKey(), number(entry.getValue())));
    return numbers;
  }

  private static double number(JsonNode node) {
    return node.asDouble(Double.NaN);
  }
}
