package org.moreau.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.moreau.engine.Seeds;

/** Small files in the layout of MNIST, with random pixels. */
final class MnistFiles {
  private MnistFiles() {}

  /** An idx file of unsigned bytes. */
  static byte[] idx(byte[] values, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 * (1 + sizes.length) + values.length);
    file.putInt(0x800 + sizes.length);
    for (int size : sizes) {
      file.putInt(size);
    }
    return file.put(values).array();
  }

  static byte[] pixels(int count, String part) {
    byte[] pixels = new byte[count * 784];
    Seeds.random(4, "digits", part).nextBytes(pixels);
    return pixels;
  }

  /** The labels 0, 1, ..., 9, 0, ... of {@code count} images. */
  static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
    }
    return labels;
  }

  /** All four files in {@code folder}. */
  static void write(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train", train);
    write(folder, "t10k", test);
  }

  private static void write(Path folder, String part, int count) throws IOException {
    Files.write(
        folder.resolve(part + "-images-idx3-ubyte"), idx(pixels(count, part), count, 28, 28));
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), idx(labels(count), count));
  }
}
