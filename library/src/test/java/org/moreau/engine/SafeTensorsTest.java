package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  private final TensorScope scope = new TensorScope();
  private final Path folder;

  SafeTensorsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void closeScope() {
    scope.close();
  }

  private Path fileOf(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("file.safetensors"), bytes.array());
  }

  private static void assertDamaged(Path path, String why) {
    var error = assertThrows(IOException.class, () -> SafeTensors.read(path));
    assertEquals(path + " is not a whole safetensors file: " + why, error.getMessage());
  }

  @Test
  void everyTypeComesBackBitForBit() throws IOException {
    Tensor values = TensorData.of(new double[] {-1.5, 0, 1, 2, 100, 0.1}, 2, 3);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    List<ScalarType> types =
        List.of(
            ScalarType.Double,
            ScalarType.Float,
            ScalarType.Half,
            ScalarType.BFloat16,
            ScalarType.Long,
            ScalarType.Int,
            ScalarType.Short,
            ScalarType.Char,
            ScalarType.Byte,
            ScalarType.Bool);
    types.forEach(type -> tensors.put("of " + type, values.abs().to(type)));
    tensors.put("transposed", values.t());
    Path path = folder.resolve("all.safetensors");

    new SafeTensors(tensors, Map.of("key", "a \"quoted\" ü")).write(path);
    SafeTensors read = SafeTensors.read(path);

    assertEquals(Map.of("key", "a \"quoted\" ü"), read.metadata());
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(read.tensors().keySet()));
    tensors.forEach(
        (name, tensor) -> {
          Tensor back = NamedTensors.get(read.tensors(), name);
          assertEquals(tensor.scalar_type().intern(), back.scalar_type().intern());
          assertArrayEquals(tensor.shape(), back.shape());
          assertArrayEquals(TensorData.bytes(tensor), TensorData.bytes(back), name);
        });
  }

  @Test
  void emptyTensorsAndScalarsComeBack() throws IOException {
    Path path = folder.resolve("empty.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("empty", TensorData.of(new float[0], 0, 3));
    tensors.put("scalar", TensorData.of(new double[] {Math.PI}));

    new SafeTensors(tensors, Map.of()).write(path);
    Map<String, Tensor> read = SafeTensors.read(path).tensors();

    assertArrayEquals(new long[] {0, 3}, NamedTensors.get(read, "empty").shape());
    assertArrayEquals(new long[0], NamedTensors.get(read, "scalar").shape());
    assertEquals(Math.PI, NamedTensors.get(read, "scalar").item_double());
  }

  @Test
  void dataBeginAtAMultipleOfEight() throws IOException {
    for (String name : List.of("a", "ab", "abc", "abcd", "abcde", "ü")) {
      Path path = folder.resolve(name.length() + ".safetensors");
      new SafeTensors(Map.of(name, TensorData.of(new float[1], 1)), Map.of()).write(path);

      byte[] bytes = Files.readAllBytes(path);
      assertEquals(0, (bytes.length - 4) % 8);
    }
  }

  @Test
  void readsWhatThePythonPackageWrites() throws IOException {
    String header =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"lstm.weight_ih_l0\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
            + "\"lstm.bias_ih_l0\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]},"
            + "\"steps\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[32,40]}}";
    header += " ".repeat((8 - header.length() % 8) % 8);
    ByteBuffer data = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {1, 2, 3, 4, 5, 6, -0.5f, 0.25f}) {
      data.putFloat(value);
    }
    data.putLong(1L << 40);

    SafeTensors file = SafeTensors.read(fileOf(header, data.array()));

    assertEquals(Map.of("format", "pt"), file.metadata());
    Map<String, Tensor> tensors = file.tensors();
    assertArrayEquals(new long[] {2, 3}, NamedTensors.get(tensors, "lstm.weight_ih_l0").shape());
    assertArrayEquals(
        new float[] {1, 2, 3, 4, 5, 6},
        TensorData.floats(NamedTensors.get(tensors, "lstm.weight_ih_l0")));
    assertArrayEquals(
        new float[] {-0.5f, 0.25f},
        TensorData.floats(NamedTensors.get(tensors, "lstm.bias_ih_l0")));
    assertEquals(1L << 40, NamedTensors.get(tensors, "steps").item_long());
  }

  @Test
  void everyTruncationIsRejectedByName() throws IOException {
    Path path = folder.resolve("whole.safetensors");
    new SafeTensors(Map.of("x", TensorData.of(new float[4], 4)), Map.of()).write(path);
    byte[] whole = Files.readAllBytes(path);

    for (int length = 0; length < whole.length; length++) {
      Path part = Files.write(folder.resolve("part.safetensors"), Arrays.copyOf(whole, length));

      var error = assertThrows(IOException.class, () -> SafeTensors.read(part));
      assertTrue(
          String.valueOf(error.getMessage()).startsWith(part + " is not a whole safetensors file"));
    }
  }

  @Test
  void garbageIsRejected() throws IOException {
    assertDamaged(fileOf("not json", new byte[8]), "its header is not JSON");
    assertDamaged(fileOf("[1,2]", new byte[8]), "its header is not a JSON object");
    Path zip = Files.writeString(folder.resolve("model.pt"), "PK\3\4 and so on and on");
    assertDamaged(zip, "its header has an impossible length");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'F8', [1], [0,4]             | tensor x has the unknown dtype 'F8'",
        "'F32', [-1], [0,4]           | tensor x has a negative size",
        "'F32', [2], [0,8]            | the data of tensor x lie outside the file",
        "'F32', [1], [-4,0]           | the data of tensor x lie outside the file",
        "'F32', [1], [4,0]            | the data of tensor x lie outside the file",
        "'F32', [0], [9223372036854775800,9223372036854775800]"
            + " | the data of tensor x lie outside the file",
        "'F32', [3], [0,4]            | tensor x of the shape [3] cannot have 4 bytes",
        "'F32', [1000000000000], [0,4]"
            + " | tensor x of the shape [1000000000000] cannot have 4 bytes",
        "'F32', [4294967296,4294967296], [0,4]"
            + " | tensor x of the shape [4294967296, 4294967296] cannot have 4 bytes",
      },
      quoteCharacter = '`')
  void impossibleTensorIsRejected(String tensor, String why) throws IOException {
    String[] parts = tensor.replace('\'', '"').split(", ", -1);
    String header =
        "{\"x\":{\"dtype\":"
            + parts[0]
            + ",\"shape\":"
            + parts[1]
            + ",\"data_offsets\":"
            + parts[2]
            + "}}";

    assertDamaged(fileOf(header, new byte[4]), why.replace('\'', '"'));
  }

  @Test
  void theSameContentIsTheSameFile() throws IOException {
    Map<String, Tensor> tensors = Map.of("a", TensorData.of(new double[] {1, 2}, 2));
    Map<String, String> forth = new LinkedHashMap<>();
    Map<String, String> back = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      forth.put("key" + i, "value");
      back.put("key" + (19 - i), "value");
    }
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");

    new SafeTensors(tensors, forth).write(first);
    new SafeTensors(tensors, back).write(second);

    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void typeThatTheFormatLacksIsNotWritten() {
    Tensor complex = TensorData.of(new float[2], 2).to(ScalarType.ComplexFloat);
    Path path = folder.resolve("complex.safetensors");

    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SafeTensors(Map.of("z", complex), Map.of()).write(path));

    assertEquals("dtype ComplexFloat cannot be stored", error.getMessage());
    assertTrue(Files.notExists(path));
  }
}
