package org.moreau.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.SafeTensors;

/**
 * A run at a step boundary, in one safetensors file: the tensors of the model ("model."), of its
 * best epoch ("best.") and of the optimiser ("optimizer."), and the progress as JSON.
 */
record Checkpoint(
    String fingerprint,
    boolean finished,
    Progress progress,
    Map<String, Tensor> model,
    Map<String, Tensor> best,
    Map<String, Tensor> optimizer) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "moreau.training";
  private static final int VERSION = 2;

  /** Writes the file atomically. */
  void write(Path path) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.forEach((name, tensor) -> tensors.put("model." + name, tensor));
    best.forEach((name, tensor) -> tensors.put("best." + name, tensor));
    optimizer.forEach((name, tensor) -> tensors.put("optimizer." + name, tensor));
    new SafeTensors(tensors, Map.of(KEY, JSON.writeValueAsString(json()))).write(path);
  }

  private ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("fingerprint", fingerprint);
    json.put("finished", finished);
    json.put("epoch", progress.epoch);
    json.put("step", progress.step);
    json.put("loss_sum", progress.lossSum);
    json.put("solve_error", progress.solveError);
    json.put("seconds", progress.seconds);
    json.put("best_epoch", progress.bestEpoch);
    var history = json.putArray("history");
    for (EpochRecord record : progress.history) {
      ObjectNode node = history.addObject();
      node.put("train_loss", record.trainLoss());
      ObjectNode metrics = node.putObject("metrics");
      record.metrics().forEach(metrics::put);
      node.put("solve_error", record.solveError());
      node.put("seconds", record.seconds());
    }
    return json;
  }

  /**
   * Reads a file; the tensors belong to the open scope.
   *
   * @throws MalformedFileException if it is damaged or no checkpoint
   * @throws IOException naming the file, if it cannot be read
   */
  static Checkpoint read(Path path) throws IOException {
    SafeTensors file = SafeTensors.read(path);
    String text = file.metadata().get(KEY);
    if (text == null) {
      throw new MalformedFileException(path + " is not a checkpoint of a training run");
    }
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          path + " is a damaged checkpoint: its progress is not JSON", e);
    }
    int version = required(path, json, "version").asInt();
    if (version != VERSION) {
      throw new MalformedFileException(
          path + " has the checkpoint format " + version + "; this program reads " + VERSION);
    }
    return new Checkpoint(
        required(path, json, "fingerprint").asText(),
        required(path, json, "finished").asBoolean(),
        progress(path, json),
        part(file, "model."),
        part(file, "best."),
        part(file, "optimizer."));
  }

  private static Progress progress(Path path, JsonNode json) throws IOException {
    Progress progress = new Progress();
    progress.epoch = required(path, json, "epoch").asInt();
    progress.step = required(path, json, "step").asInt();
    progress.lossSum = required(path, json, "loss_sum").asDouble();
    progress.solveError = required(path, json, "solve_error").asDouble();
    progress.seconds = required(path, json, "seconds").asDouble();
    progress.bestEpoch = required(path, json, "best_epoch").asInt();
    for (JsonNode node : required(path, json, "history")) {
      Map<String, Double> metrics = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> metric : required(path, node, "metrics").properties()) {
        metrics.put(metric.getKey(), metric.getValue().asDouble());
      }
      progress.history.add(
          new EpochRecord(
              progress.history.size() + 1,
              required(path, node, "train_loss").asDouble(),
              metrics,
              required(path, node, "solve_error").asDouble(),
              required(path, node, "seconds").asDouble()));
    }
    if (progress.epoch != progress.history.size() + 1
        || progress.step < 0
        || progress.bestEpoch < 0
        || progress.bestEpoch > progress.history.size()) {
      throw new MalformedFileException(
          path + " is a damaged checkpoint: its counts contradict its history");
    }
    return progress;
  }

  private static JsonNode required(Path path, JsonNode json, String key) throws IOException {
    JsonNode value = json.get(key);
    if (value == null) {
      throw new MalformedFileException(
          path + " is a damaged checkpoint: its progress has no " + key);
    }
    return value;
  }

  private static Map<String, Tensor> part(SafeTensors file, String prefix) {
    Map<String, Tensor> part = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
              }
            });
    return part;
  }
}
