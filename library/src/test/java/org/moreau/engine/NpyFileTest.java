package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files under src/test/resources/npy were written by NumPy. */
class NpyFileTest {
  private final Path folder;

  NpyFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = NpyFileTest.class.getResourceAsStream("/npy/" + name + ".npy")) {
      return in.readAllBytes();
    }
  }

  private static Tensor read(String name) throws IOException {
    return read(bytes(name));
  }

  private static Tensor read(byte[] bytes) throws IOException {
    return NpyFile.read("here", new ByteArrayInputStream(bytes));
  }

  private static String refusal(byte[] bytes) {
    String message = assertThrows(MalformedFileException.class, () -> read(bytes)).getMessage();
    assertTrue(message.startsWith("here is not a whole .npy file: "), message);
    return message.substring("here is not a whole .npy file: ".length());
  }

  /** A file with {@code text} as its header of version 1. */
  private static byte[] withHeader(String text, int values) {
    byte[] header = text.getBytes(StandardCharsets.UTF_8);
    byte[] file = Arrays.copyOf(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, 10);
    file[8] = (byte) header.length;
    file[9] = (byte) (header.length >> 8);
    file = Arrays.copyOf(file, 10 + header.length + values);
    System.arraycopy(header, 0, file, 10, header.length);
    return file;
  }

  private static double[] counted(double factor, double shift) {
    return IntStream.range(0, 24).mapToDouble(i -> factor * i + shift).toArray();
  }

  @Test
  void readsEachTypeWithItsShape() throws IOException {
    try (TensorScope scope = new TensorScope()) {
      double[] u1 = IntStream.range(0, 24).mapToDouble(i -> 11 * i % 256).toArray();

      assertArrayEquals(u1, TensorData.doubles(read("u1")));
      assertArrayEquals(counted(1, -5), TensorData.doubles(read("i8")));
      assertArrayEquals(counted(1 / 8.0, 0), TensorData.doubles(read("f4")));
      assertArrayEquals(counted(1 / 3.0, 0), TensorData.doubles(read("f8")), 1e-15);
      assertArrayEquals(new double[] {1, -2, 3}, TensorData.doubles(read("vector")));
      assertEquals(
          List.of(ScalarType.Byte, ScalarType.Long, ScalarType.Float, ScalarType.Double),
          List.of(
              read("u1").scalar_type().intern(),
              read("i8").scalar_type().intern(),
              read("f4").scalar_type().intern(),
              read("f8").scalar_type().intern()));
      for (String name : List.of("u1", "i8", "f4", "f8")) {
        assertArrayEquals(new long[] {2, 3, 4}, read(name).shape(), name);
      }
    }
  }

  @Test
  void readsScalarsVectorsAndEmptyArrays() throws IOException {
    try (TensorScope scope = new TensorScope()) {
      assertArrayEquals(new long[0], read("scalar").shape());
      assertEquals(2.5, read("scalar").item_double());
      assertArrayEquals(new long[] {3}, read("vector").shape());
      assertArrayEquals(new long[] {0, 3}, read("empty").shape());
    }
  }

  @Test
  void columnsFirstGiveTheSameArray() throws IOException {
    try (TensorScope scope = new TensorScope()) {
      for (String[] pair : new String[][] {{"f8", "fortran"}, {"u1", "fortran-u1"}}) {
        Tensor array = read(pair[1]);

        assertArrayEquals(new long[] {2, 3, 4}, array.shape());
        assertTrue(array.is_contiguous());
        assertArrayEquals(TensorData.doubles(read(pair[0])), TensorData.doubles(array));
      }
      assertTrue(
          new String(bytes("fortran"), StandardCharsets.US_ASCII)
              .contains("'fortran_order': True"));
    }
  }

  @Test
  void readsVersionsTwoAndThree() throws IOException {
    try (TensorScope scope = new TensorScope()) {
      assertArrayEquals(counted(1 / 3.0, 0), TensorData.doubles(read("version2")), 1e-15);
      assertArrayEquals(counted(1 / 3.0, 0), TensorData.doubles(read("version3")), 1e-15);
    }
    assertEquals(2, bytes("version2")[6]);
    assertEquals(3, bytes("version3")[6]);
  }

  @Test
  void readsAFileAndNamesItWhereThatFails() throws IOException {
    Path path = Files.write(folder.resolve("a.npy"), bytes("vector"));
    try (TensorScope scope = new TensorScope()) {
      assertArrayEquals(new long[] {1, -2, 3}, TensorData.longs(NpyFile.read(path)));
    }
    Files.write(path, new byte[0]);

    String message =
        assertThrows(MalformedFileException.class, () -> NpyFile.read(path)).getMessage();
    assertEquals(
        path + " is not a whole .npy file: it ends within its first 8 bytes; is it truncated?",
        message);
    assertThrows(NoSuchFileException.class, () -> NpyFile.read(folder.resolve("none.npy")));
  }

  @Test
  void namesWhereAFileIsCutOff() throws IOException {
    byte[] whole = bytes("version2");
    int start = whole.length - 24 * 8;
    for (int length = 0; length < whole.length; length++) {
      String message = refusal(Arrays.copyOf(whole, length));
      String wanted =
          length < 8
              ? "it ends within its first 8 bytes; is it truncated?"
              : length < 12
                  ? "it ends before its header; is it truncated?"
                  : length < start
                      ? "it ends within its header of " + (start - 12) + " bytes; is it truncated?"
                      : "an array of the shape [2, 3, 4] has 192 bytes, but "
                          + (length - start)
                          + " follow the header; is it truncated?";
      assertEquals(wanted, message, "cut off after " + length);
    }
    assertEquals(
        "more than its array of the shape [2, 3, 4] follows",
        refusal(Arrays.copyOf(whole, whole.length + 1)));
  }

  @Test
  void namesWhatIsWrongAtTheStart() throws IOException {
    byte[] magic = bytes("f8");
    magic[3] = 'X';
    byte[] version = bytes("f8");
    version[6] = 4;
    byte[] length = bytes("version2");
    length[11] = (byte) 0xFF;

    assertEquals("it does not start with the magic string \\x93NUMPY", refusal(magic));
    assertEquals("its version must be 1, 2 or 3, got 4", refusal(version));
    assertTrue(
        refusal(length).startsWith("its header must have at most 65536 bytes, got 42"),
        refusal(length));
  }

  @Test
  void namesTypesThatItDoesNotRead() throws IOException {
    String rule = "its type must be one of [<f4, <f8, <i2, <i4, <i8, |i1, |u1], got ";

    assertEquals(rule + ">f4", refusal(bytes("big-endian")));
    assertEquals(rule + "|O", refusal(bytes("object")));
    assertEquals("its header has no 'descr' that can be read", refusal(bytes("records")));
  }

  @Test
  void namesWhatIsWrongInTheHeader() {
    String type = "{'descr': '<f8', ";

    assertEquals(
        "its header has no 'descr' that can be read",
        refusal(withHeader("{'fortran_order': False, 'shape': (2,), }", 16)));
    assertEquals(
        "its header has no 'fortran_order' that can be read",
        refusal(withHeader(type + "'fortran_order': Maybe, 'shape': (2,), }", 16)));
    for (String shape : List.of("(-2,)", "(2", "(2,,3)", "2", "(2)", "(x,)", "(2.5,)", "(,)")) {
      assertEquals(
          "its header has no 'shape' that can be read",
          refusal(withHeader(type + "'fortran_order': False, 'shape': " + shape + ", }", 16)),
          shape);
    }
    assertEquals(
        "an array of the shape [4294967296, 4294967296] is too large",
        refusal(
            withHeader(type + "'fortran_order': False, 'shape': (4294967296, 4294967296), }", 16)));
    assertEquals(
        "a size of its shape is too large",
        refusal(
            withHeader(type + "'fortran_order': False, 'shape': (99999999999999999999,), }", 16)));
  }
}
