package org.moreau.cli.study;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings as YAML: one key per line, its comment above it. */
public final class SettingsFile {
  private static final Set<String> RESERVED =
      Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf");

  private SettingsFile() {}

  /**
   * Reads the settings of {@code study} from a file of keys and values; of a run's {@code
   * config.yaml} its part {@code settings}.
   *
   * @throws IllegalArgumentException naming the file, if it is not there or not such a file
   */
  public static Map<String, String> read(Path file, String study) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--config " + file + ": there is no such file");
    }
    JsonNode tree = tree(file);
    if (tree.has("study") && tree.has("settings")) {
      String owner = tree.get("study").asText();
      if (!owner.equals(study)) {
        throw new IllegalArgumentException(
            file + " belongs to the study " + owner + ", not to " + study);
      }
      tree = tree.get("settings");
    }
    return entries(file, tree);
  }

  /** The lines of {@code settings}, each indented by {@code indent}. */
  public static String write(Settings<?> settings, String indent) {
    StringBuilder yaml = new StringBuilder();
    for (String key : settings.keys()) {
      yaml.append(indent).append("# ").append(settings.comment(key)).append('\n');
      yaml.append(indent).append(key).append(": ").append(value(settings, key)).append('\n');
    }
    return yaml.toString();
  }

  static JsonNode tree(Path file) throws IOException {
    ObjectMapper mapper =
        YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
    try {
      JsonNode tree = mapper.readTree(Files.readString(file));
      if (tree == null || tree.isMissingNode() || tree.isNull()) {
        return mapper.createObjectNode();
      }
      if (!tree.isObject()) {
        throw new IllegalArgumentException(file + " must hold lines of the form key: value");
      }
      return tree;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new IllegalArgumentException(
          file + (line > 0 ? ", line " + line : "") + ": not valid YAML: " + reason, e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + " must be UTF-8 text", e);
    }
  }

  static Map<String, String> entries(Path file, @Nullable JsonNode tree) {
    Map<String, String> entries = new LinkedHashMap<>();
    if (tree == null) {
      return entries;
    }
    tree.properties()
        .forEach(e -> entries.put(e.getKey(), text(file + " " + e.getKey(), e.getValue())));
    return entries;
  }

  static String list(List<String> words) {
    return "[" + String.join(", ", words.stream().map(SettingsFile::quoted).toList()) + "]";
  }

  /** A plain word as it is, any other text in double quotes, as JSON writes it. */
  static String quoted(String text) {
    boolean plain =
        text.matches("[A-Za-z][A-Za-z0-9._/-]*")
            && !RESERVED.contains(text.toLowerCase(Locale.ROOT));
    return plain ? text : Json.line(text);
  }

  private static String value(Settings<?> settings, String key) {
    String text = settings.text(key);
    if (settings.isList(key)) {
      return list(text.isEmpty() ? List.of() : List.of(text.split(",")));
    }
    return settings.isText(key) ? quoted(text) : text;
  }

  private static String text(String name, JsonNode value) {
    if (value.isArray()) {
      List<String> words = new ArrayList<>();
      value.forEach(word -> words.add(text(name, word)));
      return String.join(",", words);
    }
    if (!value.isValueNode() || value.isNull()) {
      throw new IllegalArgumentException(name + " must have a value");
    }
    return value.asText();
  }
}
