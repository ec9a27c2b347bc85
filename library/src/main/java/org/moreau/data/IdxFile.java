package org.moreau.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.moreau.engine.MalformedFileException;

/**
 * Unsigned bytes in the idx layout: the number 2048 + d, the d sizes, all as big-endian int32, then
 * the values with the last index running fastest.
 *
 * @param place of the file, for messages
 */
record IdxFile(String place, int[] sizes, byte[] values) {
  private static final int UNSIGNED_BYTES = 0x800;
  private static final int GZIP = 0x1F8B;

  /**
   * Reads an array of {@code dimensions} dimensions.
   *
   * @throws MalformedFileException naming the place and what is wrong, if it is not whole
   */
  static IdxFile read(DataSource source, int dimensions) throws IOException {
    String place = source.place();
    byte[] content = source.bytes();
    int head = 4 * (1 + dimensions);
    if (content.length < head) {
      throw new MalformedFileException(
          place
              + ": the header of an idx file of "
              + dimensions
              + " dimensions has "
              + head
              + " bytes, but the file has "
              + content.length
              + "; is it truncated?");
    }
    ByteBuffer header = ByteBuffer.wrap(content, 0, head);
    int kind = header.getInt();
    if (kind != UNSIGNED_BYTES + dimensions) {
      throw new MalformedFileException(
          place
              + ": the file must start with the number "
              + (UNSIGNED_BYTES + dimensions)
              + ", for bytes in "
              + dimensions
              + " dimensions, got "
              + kind
              + (kind >>> 16 == GZIP
                  ? "; it is packed: give it a name that ends with .gz"
                  : "; is it another file?"));
    }
    int[] sizes = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      sizes[i] = header.getInt();
      if (sizes[i] < 1) {
        throw new MalformedFileException(
            place + ": size " + (i + 1) + " of the array must be at least 1, got " + sizes[i]);
      }
    }
    int given = content.length - head;
    if (count(sizes) != given) {
      throw new MalformedFileException(
          place
              + ": an array of "
              + Arrays.stream(sizes).mapToObj(String::valueOf).collect(Collectors.joining(" x "))
              + " must be followed by as many bytes, got "
              + given
              + (count(sizes) > given ? "; is it truncated?" : ""));
    }
    return new IdxFile(place, sizes, Arrays.copyOfRange(content, head, content.length));
  }

  /** The values in an array; more than any file has, where they are beyond counting. */
  private static long count(int[] sizes) {
    long count = 1;
    for (int size : sizes) {
      count = Math.min(count * size, Integer.MAX_VALUE + 1L);
    }
    return count;
  }
}
