package org.moreau.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.MalformedFileException;
import org.moreau.recurrent.SequenceLayer;
import org.moreau.text.Vocabulary;

/**
 * A trained classifier of texts as one safetensors file: its parameters and the frequencies of the
 * words, and in the header's metadata what is needed to rebuild and use it.
 *
 * @param vocabulary by which words become numbers
 * @param lastWords how many words of a text's end the model sees; 0 for all
 * @param classes the names of the classes
 * @param data the name of the data set it was trained on
 * @param training how it was trained, in the words of who did it
 */
public record TextClassifierFile(
    TextClassifier model,
    Vocabulary vocabulary,
    int lastWords,
    List<String> classes,
    String data,
    String training) {
  private static final FileHead HEAD = new FileHead("moreau.text-classifier");

  /** Checks that there is a name for each class and an embedding for each word. */
  public TextClassifierFile {
    classes = List.copyOf(classes);
    if (classes.size() != model.sizes().classes()) {
      throw new IllegalArgumentException(
          "classes must be " + model.sizes().classes() + " names, got " + classes.size());
    }
    if (vocabulary.size() != model.sizes().words()) {
      throw new IllegalArgumentException(
          "vocabulary must have " + model.sizes().words() + " numbers, got " + vocabulary.size());
    }
    if (lastWords < 0) {
      throw new IllegalArgumentException("lastWords must be >= 0, got " + lastWords);
    }
  }

  /**
   * Writes the file atomically.
   *
   * @throws IllegalArgumentException if the recurrent layer is of a kind that has no name in files
   */
  public void write(Path path) throws IOException {
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    TextClassifier.Sizes sizes = model.sizes();
    head.putObject("sizes")
        .put("words", sizes.words())
        .put("embedding", sizes.embedding())
        .put("hidden", sizes.hidden())
        .put("dense", sizes.dense())
        .put("classes", sizes.classes());
    StoredLayer.describe(model.layer(), head.putObject("layer"));
    FileHead.put(head.putArray("vocabulary"), vocabulary.words());
    head.put("lastWords", lastWords);
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
  public static TextClassifierFile read(Path path) throws IOException {
    return HEAD.read(path, (head, tensors) -> of(path, head, tensors));
  }

  private static TextClassifierFile of(Path path, JsonNode head, Map<String, Tensor> tensors) {
    JsonNode s = head.path("sizes");
    TextClassifier.Sizes sizes =
        new TextClassifier.Sizes(
            s.path("words").asInt(),
            s.path("embedding").asInt(),
            s.path("hidden").asInt(),
            s.path("dense").asInt(),
            s.path("classes").asInt());
    double[] any = new double[sizes.words()]; // the true ones are among the tensors
    Arrays.fill(any, 1.0 / sizes.words());
    TextClassifier model =
        new StoredLayer(head.path("layer"), sizes.embedding(), sizes.hidden())
            .make(
                new StoredLayer.Maker<>() {
                  @Override
                  public <M extends Module & SequenceLayer> TextClassifier around(M layer) {
                    return new TextClassifier(sizes, any, layer);
                  }
                });
    ModelState.of(model).load(path.toString(), tensors);
    model.eval();
    return new TextClassifierFile(
        model,
        new Vocabulary(FileHead.strings(head.path("vocabulary"))),
        head.path("lastWords").asInt(-1),
        FileHead.strings(head.path("classes")),
        head.path("data").asText(),
        head.path("training").asText());
  }
}
