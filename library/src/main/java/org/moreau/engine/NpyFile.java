package org.moreau.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * NumPy's .npy format, versions 1 to 3: a magic string, a header that names type, order and shape,
 * the raw values. Reading runs no code: types that hold objects are refused.
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final Map<String, ScalarType> TYPES =
      new TreeMap<>(
          Map.of(
              "|u1", ScalarType.Byte,
              "|i1", ScalarType.Char,
              "<i2", ScalarType.Short,
              "<i4", ScalarType.Int,
              "<i8", ScalarType.Long,
              "<f4", ScalarType.Float,
              "<f8", ScalarType.Double));
  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile(
          "'shape':\\s*\\((\\s*|\\s*\\d+\\s*,\\s*|\\s*\\d+(?:\\s*,\\s*\\d+)+,?\\s*)\\)");

  private final String place;
  private final InputStream in;

  private NpyFile(String place, InputStream in) {
    this.place = place;
    this.in = in;
  }

  /**
   * The array in a file, as {@link #read(String, InputStream)}.
   *
   * @throws IOException naming the file, if it cannot be read
   */
  public static Tensor read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return read(path.toString(), in);
    }
  }

  /**
   * The array that {@code in} holds and nothing else, on the CPU, row by row whatever its order in
   * the file; it belongs to the open {@link TensorScope}.
   *
   * @param place what is read, for messages
   * @throws MalformedFileException naming the place and what is wrong, if it is not a whole file of
   *     numbers
   */
  public static Tensor read(String place, InputStream in) throws IOException {
    NativeLibraries.load();
    return new NpyFile(place, in).array();
  }

  private Tensor array() throws IOException {
    String header = header();
    ScalarType type = type(header);
    boolean columns = field(ORDER, "fortran_order", header).equals("True");
    long[] shape = shape(header);
    long wanted = TensorData.byteCount(shape, type);
    if (wanted < 0 || wanted > Integer.MAX_VALUE) {
      throw damaged("an array of the shape " + Arrays.toString(shape) + " is too large");
    }
    byte[] values = in.readNBytes((int) wanted);
    if (values.length < wanted) {
      throw damaged(
          "an array of the shape "
              + Arrays.toString(shape)
              + " has "
              + wanted
              + " bytes, but "
              + values.length
              + " follow the header; is it truncated?");
    }
    if (in.read() >= 0) {
      throw damaged("more than its array of the shape " + Arrays.toString(shape) + " follows");
    }
    if (!columns) {
      return TensorData.of(values, type, shape);
    }
    int last = shape.length - 1;
    long[] reversed = IntStream.rangeClosed(0, last).mapToLong(i -> shape[last - i]).toArray();
    long[] places = LongStream.rangeClosed(0, last).map(i -> last - i).toArray();
    return TensorData.of(values, type, reversed).permute(places).contiguous();
  }

  private String header() throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2) {
      throw damaged("it ends within its first 8 bytes; is it truncated?");
    }
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw damaged("it does not start with the magic string \\x93NUMPY");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw damaged("its version must be 1, 2 or 3, got " + version);
    }
    ByteBuffer size =
        ByteBuffer.wrap(in.readNBytes(version == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
    if (size.remaining() < (version == 1 ? 2 : 4)) {
      throw damaged("it ends before its header; is it truncated?");
    }
    long length =
        version == 1 ? Short.toUnsignedInt(size.getShort()) : Integer.toUnsignedLong(size.getInt());
    if (length > LONGEST_HEADER) {
      throw damaged("its header must have at most " + LONGEST_HEADER + " bytes, got " + length);
    }
    byte[] header = in.readNBytes((int) length);
    if (header.length < length) {
      throw damaged("it ends within its header of " + length + " bytes; is it truncated?");
    }
    return new String(header, StandardCharsets.UTF_8);
  }

  private ScalarType type(String header) throws IOException {
    String name = field(TYPE, "descr", header);
    ScalarType type = TYPES.get(name);
    if (type == null) {
      throw damaged("its type must be one of " + TYPES.keySet() + ", got " + name);
    }
    return type;
  }

  private long[] shape(String header) throws IOException {
    String[] sizes = field(SHAPE, "shape", header).strip().split("[\\s,]+", -1);
    try {
      return Arrays.stream(sizes).filter(s -> !s.isEmpty()).mapToLong(Long::parseLong).toArray();
    } catch (NumberFormatException e) {
      throw damaged("a size of its shape is too large");
    }
  }

  private String field(Pattern pattern, String name, String header) throws IOException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw damaged("its header has no '" + name + "' that can be read");
    }
    return matcher.group(1);
  }

  private MalformedFileException damaged(String why) {
    return new MalformedFileException(place + " is not a whole .npy file: " + why);
  }
}
