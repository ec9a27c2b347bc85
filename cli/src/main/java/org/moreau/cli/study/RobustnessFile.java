package org.moreau.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.moreau.engine.AtomicFile;
import org.moreau.engine.MalformedFileException;

/**
 * The results of attacks on one model, so that a resumed run does not repeat them.
 *
 * @param fingerprint of the model and the attacks
 */
record RobustnessFile(Path path, String fingerprint) {
  private static final String FINGERPRINT = "fingerprint";
  private static final String RESULTS = "results";

  void write(Map<String, Double> results) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put(FINGERPRINT, fingerprint);
    content.put(RESULTS, results);
    AtomicFile.writeText(path, Json.pretty(content));
  }

  /**
   * Empty if there is no file, or one of other attacks.
   *
   * @throws MalformedFileException if it is not JSON
   */
  Map<String, Double> read() throws IOException {
    Map<String, Double> results = new LinkedHashMap<>();
    if (Files.isRegularFile(path)) {
      JsonNode content = tree();
      if (content.path(FINGERPRINT).asText().equals(fingerprint)) {
        content
            .path(RESULTS)
            .properties()
            .forEach(entry -> results.put(entry.getKey(), entry.getValue().asDouble(Double.NaN)));
      }
    }
    return results;
  }

  private JsonNode tree() throws IOException {
    try {
      return new ObjectMapper().readTree(path.toFile());
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          path + " is not JSON; delete it, and the attacks are tried again", e);
    }
  }
}
