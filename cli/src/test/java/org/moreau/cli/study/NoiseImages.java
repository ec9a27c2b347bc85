package org.moreau.cli.study;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Files in the layout of image sets whose pixels are noise; classes take turns. */
final class NoiseImages {
  private static final int DIGIT = 28 * 28;
  private static final int COLOURS = 3 * 32 * 32;
  private static final int COLOUR_FILE = 12; // images in a file

  private NoiseImages() {}

  /** MNIST with so many images in each part. */
  static void mnist(Path folder, int train, int test) throws IOException {
    Path files = Files.createDirectories(folder.resolve("mnist"));
    for (Map.Entry<String, Integer> part : Map.of("train", train, "t10k", test).entrySet()) {
      int n = part.getValue();
      ByteBuffer images = ByteBuffer.allocate(16 + n * DIGIT);
      images.putInt(0x803).putInt(n).putInt(28).putInt(28).put(noise(n, n * DIGIT));
      Files.write(files.resolve(part.getKey() + "-images-idx3-ubyte"), images.array());
      ByteBuffer labels = ByteBuffer.allocate(8 + n).putInt(0x801).putInt(n);
      for (int i = 0; i < n; i++) {
        labels.put((byte) (i % 10));
      }
      Files.write(files.resolve(part.getKey() + "-labels-idx1-ubyte"), labels.array());
    }
  }

  /** CIFAR-10 with 60 training and 12 test images. */
  static void cifar10(Path folder) throws IOException {
    Path files = Files.createDirectories(folder.resolve("cifar10"));
    List<String> names = new ArrayList<>(List.of("test_batch.bin"));
    for (int i = 1; i <= 5; i++) {
      names.add("data_batch_" + i + ".bin");
    }
    for (String name : names) {
      byte[] content = noise(name.hashCode(), COLOUR_FILE * (1 + COLOURS));
      for (int i = 0; i < COLOUR_FILE; i++) {
        content[i * (1 + COLOURS)] = (byte) (i % 10);
      }
      Files.write(files.resolve(name), content);
    }
  }

  private static byte[] noise(int seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }
}
