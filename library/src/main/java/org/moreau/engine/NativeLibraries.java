package org.moreau.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * Loads libtorch. Every entry point of the library calls {@link #load()} before its first tensor;
 * an application that creates tensors before it calls Moreau should do so too.
 */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * Loads the native libraries once; later calls return at once.
   *
   * @throws UncheckedIOException if they cannot be unpacked (no space, unwritable cache folder)
   * @throws IllegalStateException if the class path has none for this platform
   */
  public static void load() {
    Holder.touch();
  }

  private static final class Holder {
    static {
      unpackBeforeLinking();
      try {
        Loader.load(org.bytedeco.pytorch.global.torch.class);
      } catch (UnsatisfiedLinkError e) {
        throw new IllegalStateException(
            "libtorch could not be loaded on "
                + Loader.getPlatform()
                + ": "
                + NativeErrors.firstSentence(String.valueOf(e.getMessage())),
            e);
      }
    }

    static void touch() {}

    /*
     * libtorch.so links to libtorch_cpu.so. JavaCPP unpacks and loads them one after the other, so
     * on a cold cache the dynamic linker looks for the second one elsewhere, may find another
     * version in the system's folders, and the JVM dies. Unpacked together, they find each other.
     */
    private static void unpackBeforeLinking() {
      String platform = Loader.getPlatform();
      String folder = "/org/bytedeco/pytorch/" + platform + "/";
      List<String> names;
      if (platform.startsWith("windows")) {
        names = List.of("c10.dll", "torch_cpu.dll", "torch.dll");
      } else if (platform.startsWith("macosx")) {
        names = List.of("libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib");
      } else {
        names = List.of("libc10.so", "libgomp.so.1", "libtorch_cpu.so", "libtorch.so");
      }
      for (String name : names) {
        if (NativeLibraries.class.getResource(folder + name) == null
            && org.bytedeco.pytorch.presets.torch.class.getResource(folder + name) == null) {
          continue;
        }
        try {
          Loader.cacheResource(org.bytedeco.pytorch.presets.torch.class, folder + name);
        } catch (IOException e) {
          throw new UncheckedIOException(
              "the native library "
                  + name
                  + " could not be unpacked into the cache folder (choose another with"
                  + " -Dorg.bytedeco.javacpp.cachedir=DIR): "
                  + e.getMessage(),
              e);
        }
      }
    }
  }
}
