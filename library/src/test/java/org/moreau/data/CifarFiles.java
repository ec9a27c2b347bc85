package org.moreau.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.moreau.engine.Seeds;

/** Small files in the layout of CIFAR-10, with random pixels. */
final class CifarFiles {
  private CifarFiles() {}

  /** Records whose labels count up from {@code firstLabel}, modulo 10. */
  static byte[] records(int count, int firstLabel) {
    SplittableRandom random = Seeds.random(4, "records", count, firstLabel);
    byte[] content = new byte[count * 3073];
    random.nextBytes(content);
    for (int i = 0; i < count; i++) {
      content[i * 3073] = (byte) ((firstLabel + i) % 10);
    }
    return content;
  }

  /** All files of the official set, {@code count} records each, in {@code folder}. */
  static void write(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int i = 1; i <= 5; i++) {
      Files.write(folder.resolve("data_batch_" + i + ".bin"), records(count, i));
    }
    Files.write(folder.resolve("test_batch.bin"), records(count, 6));
  }
}
