package org.moreau.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.moreau.data.Normalisation;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;
import org.moreau.recurrent.Gru;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxGru;
import org.moreau.recurrent.ProxLstm;
import org.moreau.recurrent.SequenceLayer;

/**
 * A trained classifier as one safetensors file: its parameters under PyTorch's names, and in the
 * header's metadata what is needed to rebuild and use it.
 *
 * @param normalisation of the frames, to be applied before the model
 * @param classes the names of the classes
 * @param data the name of the data set it was trained on
 * @param training how it was trained, in the words of who did it
 */
public record ClassifierFile(
    SequenceClassifier model,
    Normalisation normalisation,
    List<String> classes,
    String data,
    String training) {
  private static final String KEY = "moreau.sequence-classifier";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Checks that there is a name for each class and a mean for each feature. */
  public ClassifierFile {
    classes = List.copyOf(classes);
    if (classes.size() != model.sizes().classes()) {
      throw new IllegalArgumentException(
          "classes must be " + model.sizes().classes() + " names, got " + classes.size());
    }
    if (normalisation.mean().length != model.sizes().features()) {
      throw new IllegalArgumentException(
          "normalisation must be of "
              + model.sizes().features()
              + " features, got "
              + normalisation.mean().length);
    }
  }

  /**
   * Writes the file atomically.
   *
   * @throws IllegalArgumentException if the recurrent layer is of a kind that has no name here
   */
  public void write(Path path) throws IOException {
    ObjectNode head = JSON.createObjectNode();
    SequenceClassifier.Sizes sizes = model.sizes();
    head.putObject("sizes")
        .put("features", sizes.features())
        .put("filters", sizes.filters())
        .put("kernel", sizes.kernel())
        .put("hidden", sizes.hidden())
        .put("classes", sizes.classes());
    describe(model.layer(), head.putObject("layer"));
    ObjectNode moments = head.putObject("normalisation");
    put(moments.putArray("mean"), normalisation.mean());
    put(moments.putArray("deviation"), normalisation.deviation());
    ArrayNode names = head.putArray("classes");
    classes.forEach(names::add);
    head.put("data", data);
    head.put("training", training);
    new SafeTensors(ModelState.of(model).all(), Map.of(KEY, JSON.writeValueAsString(head)))
        .write(path);
  }

  /**
   * Reads what {@link #write} wrote; the model is on the CPU, in evaluation mode.
   *
   * @throws MalformedFileException if it is not whole or not such a file
   * @throws IOException naming the file, if it cannot be read
   */
  public static ClassifierFile read(Path path) throws IOException {
    SafeTensors file = SafeTensors.read(path);
    try {
      JsonNode head = head(path, file.metadata().get(KEY));
      JsonNode s = head.path("sizes");
      SequenceClassifier.Sizes sizes =
          new SequenceClassifier.Sizes(
              s.path("features").asInt(),
              s.path("filters").asInt(),
              s.path("kernel").asInt(),
              s.path("hidden").asInt(),
              s.path("classes").asInt());
      SequenceClassifier model = model(sizes, head.path("layer"));
      ModelState.of(model).load(path.toString(), file.tensors());
      model.eval();
      JsonNode moments = head.path("normalisation");
      return new ClassifierFile(
          model,
          new Normalisation(floats(moments.path("mean")), floats(moments.path("deviation"))),
          strings(head.path("classes")),
          head.path("data").asText(),
          head.path("training").asText());
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          path + " is not a whole classifier file: " + e.getMessage(), e);
    } finally {
      NamedTensors.close(file.tensors());
    }
  }

  private static JsonNode head(Path path, @Nullable String text) throws IOException {
    if (text == null) {
      throw new MalformedFileException(
          path
              + " is not a classifier file: its header has no "
              + KEY
              + "; was it written by"
              + " another program?");
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          path + " is not a classifier file: " + KEY + " is not JSON", e);
    }
  }

  private static void describe(SequenceLayer layer, ObjectNode node) {
    if (layer instanceof Lstm) {
      node.put("kind", "lstm");
    } else if (layer instanceof Gru) {
      node.put("kind", "gru");
    } else if (layer instanceof ProxGru prox) {
      node.put("kind", "prox-gru").put("delta", prox.delta()).put("lambda", prox.lambda());
    } else if (layer instanceof ProxLstm prox) {
      node.put("kind", "prox-lstm")
          .put("delta", prox.delta())
          .put("lambda", prox.lambda())
          .put("output", prox.shown().toString());
    } else {
      throw new IllegalArgumentException(
          "a layer of class " + layer.getClass().getName() + " cannot be stored by name");
    }
  }

  private static SequenceClassifier model(SequenceClassifier.Sizes sizes, JsonNode layer) {
    String kind = layer.path("kind").asText();
    return switch (kind) {
      case "lstm" -> new SequenceClassifier(sizes, new Lstm(sizes.filters(), sizes.hidden()));
      case "gru" -> new SequenceClassifier(sizes, new Gru(sizes.filters(), sizes.hidden()));
      case "prox-gru" ->
          new SequenceClassifier(
              sizes,
              new ProxGru(
                  sizes.filters(),
                  sizes.hidden(),
                  layer.path("delta").asDouble(Double.NaN),
                  layer.path("lambda").asDouble(Double.NaN)));
      case "prox-lstm" ->
          new SequenceClassifier(
              sizes,
              new ProxLstm(
                  sizes.filters(),
                  sizes.hidden(),
                  layer.path("delta").asDouble(Double.NaN),
                  layer.path("lambda").asDouble(Double.NaN),
                  ProxLstm.Shown.named(layer.path("output").asText()),
                  null));
      default -> throw new IllegalArgumentException("the layer kind " + kind + " is unknown");
    };
  }

  private static void put(ArrayNode array, float[] values) {
    for (float value : values) {
      array.add(value);
    }
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble(Double.NaN);
    }
    return values;
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asText()));
    return values;
  }
}
