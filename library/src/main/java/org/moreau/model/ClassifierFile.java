package org.moreau.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.data.Normalisation;
import org.moreau.engine.MalformedFileException;
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
  private static final FileHead HEAD = new FileHead("moreau.sequence-classifier");

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
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    SequenceClassifier.Sizes sizes = model.sizes();
    head.putObject("sizes")
        .put("features", sizes.features())
        .put("filters", sizes.filters())
        .put("kernel", sizes.kernel())
        .put("hidden", sizes.hidden())
        .put("classes", sizes.classes());
    StoredLayer.describe(model.layer(), head.putObject("layer"));
    ObjectNode moments = head.putObject("normalisation");
    put(moments.putArray("mean"), normalisation.mean());
    put(moments.putArray("deviation"), normalisation.deviation());
    FileHead.put(head.putArray("classes"), classes);
    head.put("data", data);
    head.put("training", training);
    HEAD.write(path, head, model);
  }

  /**
   * Reads what {@link #write} wrote; the model is on the CPU, in evaluation mode.
   *
   * @throws MalformedFileException if it is not whole or not such a file
   * @throws IOException naming the file, if it cannot be read
   */
  public static ClassifierFile read(Path path) throws IOException {
    return HEAD.read(path, (head, tensors) -> of(path, head, tensors));
  }

  private static ClassifierFile of(Path path, JsonNode head, Map<String, Tensor> tensors) {
    JsonNode s = head.path("sizes");
    SequenceClassifier.Sizes sizes =
        new SequenceClassifier.Sizes(
            s.path("features").asInt(),
            s.path("filters").asInt(),
            s.path("kernel").asInt(),
            s.path("hidden").asInt(),
            s.path("classes").asInt());
    SequenceClassifier model =
        new StoredLayer(head.path("layer"), sizes.filters(), sizes.hidden())
            .make(
                new StoredLayer.Maker<>() {
                  @Override
                  public <M extends Module & SequenceLayer> SequenceClassifier around(M layer) {
                    return new SequenceClassifier(sizes, layer);
                  }
                });
    ModelState.of(model).load(path.toString(), tensors);
    model.eval();
    JsonNode moments = head.path("normalisation");
    return new ClassifierFile(
        model,
        new Normalisation(floats(moments.path("mean")), floats(moments.path("deviation"))),
        FileHead.strings(head.path("classes")),
        head.path("data").asText(),
        head.path("training").asText());
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
}
