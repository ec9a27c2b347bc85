package org.moreau.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists and numbers as JSON; doubles so that they read back equal. */
public final class Json {
  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final ObjectMapper INDENTED =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  /** {@code value} on one line; a number that is not finite becomes null. */
  public static String line(Object value) {
    return write(PLAIN, value);
  }

  /** {@code value} indented, with a line break at the end. */
  public static String pretty(Object value) {
    return write(INDENTED, value) + "\n";
  }

  private static String write(ObjectMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(finite(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
    }
  }

  private static @Nullable Object finite(@Nullable Object value) {
    if (value instanceof Double d && !Double.isFinite(d)) {
      return null;
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(key, finite(item)));
      return copy;
    } else if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(finite(item)));
      return copy;
    }
    return value;
  }
}
