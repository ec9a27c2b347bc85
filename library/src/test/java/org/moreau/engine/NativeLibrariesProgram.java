package org.moreau.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.global.torch;

/** Loads the native libraries, uses them, and says which files they came from. */
final class NativeLibrariesProgram {
  private NativeLibrariesProgram() {}

  public static void main(String[] arguments) throws IOException {
    NativeLibraries.load();
    System.out.println("sum " + torch.ones(2, 2).sum().item_double());
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      if (line.contains("/") && line.contains(".so")) {
        System.out.println("library " + line.substring(line.indexOf('/')));
      }
    }
  }
}
