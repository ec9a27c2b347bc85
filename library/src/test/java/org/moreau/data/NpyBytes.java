package org.moreau.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Files in NumPy's format, version 1. */
final class NpyBytes {
  private NpyBytes() {}

  static byte[] of(byte[] values, int... shape) {
    return file("|u1", values, shape);
  }

  static byte[] of(long[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return file("<i8", bytes.array(), shape);
  }

  static byte[] file(String type, byte[] values, int... shape) {
    String sizes = Arrays.stream(shape).mapToObj(s -> s + ", ").collect(Collectors.joining());
    String text =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + sizes.strip() + "), }";
    byte[] header = String.format("%-117s\n", text).getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + header.length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length)
        .put(header)
        .put(values)
        .array();
  }
}
