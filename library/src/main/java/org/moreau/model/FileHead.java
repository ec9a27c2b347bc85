package org.moreau.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.MalformedFileException;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;

/** The JSON in the metadata of a classifier's file, under the name of its kind. */
record FileHead(String key) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Makes a classifier of a head, and the file's tensors. */
  interface Maker<R> {
    R make(JsonNode head, Map<String, Tensor> tensors);
  }

  /** Writes the file atomically. */
  void write(Path path, JsonNode head, RecurrentClassifier model) throws IOException {
    new SafeTensors(ModelState.of(model.module()).all(), Map.of(key, JSON.writeValueAsString(head)))
        .write(path);
  }

  /**
   * Reads a file.
   *
   * @throws MalformedFileException if it is not whole, of another kind, or refused by the maker
   */
  <R> R read(Path path, Maker<R> maker) throws IOException {
    SafeTensors file = SafeTensors.read(path);
    try {
      return maker.make(head(path, file.metadata()), file.tensors());
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          path + " is not a whole classifier file: " + e.getMessage(), e);
    } finally {
      NamedTensors.close(file.tensors());
    }
  }

  private JsonNode head(Path path, Map<String, String> metadata) throws IOException {
    String text = metadata.get(key);
    if (text == null) {
      throw new MalformedFileException(
          path
              + " is not a classifier file: its header has no "
              + key
              + "; was it written by"
              + " another program?");
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          path + " is not a classifier file: " + key + " is not JSON", e);
    }
  }

  static void put(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asText()));
    return values;
  }
}
