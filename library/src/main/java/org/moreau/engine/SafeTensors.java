package org.moreau.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Named tensors and a map of strings in the safetensors format: eight bytes with the length of a
 * JSON header, the header, the raw data. Reading runs no code, so a file may come from anyone.
 */
public record SafeTensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LONGEST_HEADER = 100_000_000;
  private static final Map<String, ScalarType> TYPES =
      Map.of(
          "F64", ScalarType.Double,
          "F32", ScalarType.Float,
          "F16", ScalarType.Half,
          "BF16", ScalarType.BFloat16,
          "I64", ScalarType.Long,
          "I32", ScalarType.Int,
          "I16", ScalarType.Short,
          "I8", ScalarType.Char,
          "U8", ScalarType.Byte,
          "BOOL", ScalarType.Bool);

  /** Writes the file atomically, in the order of the map. */
  public void write(Path path) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode strings = header.putObject("__metadata__");
      new TreeMap<>(metadata).forEach(strings::put); // one order, so that equal files are equal
    }
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", typeName(tensor.scalar_type()));
      node.putPOJO("shape", tensor.shape());
      long end = offset + tensor.numel() * tensor.element_size();
      node.putPOJO("data_offsets", new long[] {offset, end});
      offset = end;
    }
    String text = JSON.writeValueAsString(header);
    byte[] head =
        (text + " ".repeat((8 - text.getBytes(StandardCharsets.UTF_8).length % 8) % 8))
            .getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(path, out -> writeParts(out, head));
  }

  private void writeParts(OutputStream out, byte[] head) throws IOException {
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(head.length).array());
    out.write(head);
    for (Tensor tensor : tensors.values()) {
      out.write(TensorData.bytes(tensor));
    }
  }

  /**
   * Reads a file; the tensors are on the CPU and belong to the open {@link TensorScope}.
   *
   * @throws MalformedFileException if it is not a whole safetensors file
   * @throws IOException naming the file, if it cannot be read
   */
  public static SafeTensors read(Path path) throws IOException {
    NativeLibraries.load();
    try (SeekableByteChannel file = Files.newByteChannel(path)) {
      long length = readFully(file, path, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (length < 2 || length > Math.min(LONGEST_HEADER, file.size() - 8)) {
        throw damaged(path, "its header has an impossible length");
      }
      JsonNode header = header(path, readFully(file, path, (int) length).array());
      long start = 8 + length;
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        if (entry.getKey().equals("__metadata__")) {
          entry
              .getValue()
              .properties()
              .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
        } else {
          tensors.put(entry.getKey(), tensor(file, path, start, entry.getKey(), entry.getValue()));
        }
      }
      return new SafeTensors(tensors, metadata);
    }
  }

  private static JsonNode header(Path path, byte[] bytes) throws IOException {
    try {
      JsonNode header = JSON.readTree(bytes);
      if (header.isObject()) {
        return header;
      }
    } catch (JsonProcessingException e) {
      throw damaged(path, "its header is not JSON");
    }
    throw damaged(path, "its header is not a JSON object");
  }

  private static Tensor tensor(
      SeekableByteChannel file, Path path, long start, String name, JsonNode node)
      throws IOException {
    ScalarType type = TYPES.get(node.path("dtype").asText());
    if (type == null) {
      throw damaged(path, "tensor " + name + " has the unknown dtype " + node.path("dtype"));
    }
    long[] shape = new long[node.path("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.path("shape").get(i).asLong(-1);
      if (shape[i] < 0) {
        throw damaged(path, "tensor " + name + " has a negative size");
      }
    }
    long from = node.path("data_offsets").path(0).asLong(-1);
    long to = node.path("data_offsets").path(1).asLong(-1);
    if (from < 0 || to < from || to - from > Integer.MAX_VALUE || to > file.size() - start) {
      throw damaged(path, "the data of tensor " + name + " lie outside the file");
    }
    // Checked before anything of that size is allocated.
    if (TensorData.byteCount(shape, type) != to - from) {
      throw damaged(
          path,
          "tensor "
              + name
              + " of the shape "
              + Arrays.toString(shape)
              + " cannot have "
              + (to - from)
              + " bytes");
    }
    file.position(start + from);
    return TensorData.of(readFully(file, path, (int) (to - from)).array(), type, shape);
  }

  private static ByteBuffer readFully(SeekableByteChannel file, Path path, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (file.read(buffer) < 0) {
        throw damaged(path, "it ends too early");
      }
    }
    return buffer.flip();
  }

  private static MalformedFileException damaged(Path path, String why) {
    return new MalformedFileException(path + " is not a whole safetensors file: " + why);
  }

  private static String typeName(ScalarType type) {
    for (Map.Entry<String, ScalarType> entry : TYPES.entrySet()) {
      if (entry.getValue().value == type.value) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException("dtype " + type + " cannot be stored");
  }
}
