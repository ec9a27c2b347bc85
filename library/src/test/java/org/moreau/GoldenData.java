package org.moreau;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.TensorData;

/** Reads the reference numbers under src/test/resources/golden: NumPy files, C order. */
public final class GoldenData {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([^)]*)\\)");

  private final String folder;

  public GoldenData(String folder) {
    this.folder = "/golden/" + folder + "/";
  }

  /** A scalar. */
  public double number(String name) {
    return TensorData.doubles(tensor(name))[0];
  }

  /** The array {@code name}.npy. */
  public Tensor tensor(String name) {
    try (InputStream in = GoldenData.class.getResourceAsStream(folder + name + ".npy")) {
      if (in == null) {
        throw new IllegalArgumentException("no golden array " + folder + name);
      }
      return parse(ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor parse(ByteBuffer file) {
    int headerLength = file.getShort(8);
    byte[] header = new byte[headerLength];
    file.position(10).get(header);
    String text = new String(header, StandardCharsets.US_ASCII);
    Matcher shape = SHAPE.matcher(text);
    if (!shape.find() || text.contains("'fortran_order': True")) {
      throw new IllegalArgumentException("not a C-order array: " + text);
    }
    long[] sizes =
        Arrays.stream(shape.group(1).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    if (text.contains("'<f8'")) {
      double[] values = new double[file.remaining() / 8];
      file.asDoubleBuffer().get(values);
      return TensorData.of(values, sizes);
    }
    long[] values = new long[file.remaining() / 8];
    file.asLongBuffer().get(values);
    return TensorData.of(values, sizes);
  }
}
