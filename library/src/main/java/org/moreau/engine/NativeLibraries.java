package org.moreau.engine;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.jspecify.annotations.Nullable;

/**
 * Loads libtorch. Every entry point of the library calls {@link #load()} before its first tensor;
 * an application that creates tensors before it calls Moreau should do so too.
 */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * Loads the native libraries once; later calls return at once.
   *
   * @throws IllegalStateException if they cannot be unpacked (no space, unwritable cache folder),
   *     or the class path has none for this platform
   */
  public static void load() {
    if (Holder.FAILURE != null) {
      throw new IllegalStateException(Holder.FAILURE);
    }
  }

  private static final class Holder {
    private static final int UNPACKED_MEGABYTES = 450;

    // Kept as a message: out of a static initialiser an exception would arrive as an Error.
    static final @Nullable String FAILURE = load();

    private static @Nullable String load() {
      try {
        Loader.load(openblas.class);
        unpackAndLink();
        Loader.load(org.bytedeco.pytorch.global.torch.class);
        return null;
      } catch (IOException e) {
        return notUnpacked(e);
      } catch (UnsatisfiedLinkError e) {
        // JavaCPP reports a file that it could not unpack as one that it could not find.
        if (onClassPath(Loader.class, "javacpp", "jnijavacpp")
            && onClassPath(openblas.class, "openblas", "jniopenblas_nolapack")
            && onClassPath(org.bytedeco.pytorch.presets.torch.class, "pytorch", "jnitorch")) {
          return notUnpacked(e);
        }
        return "libtorch could not be loaded; are the jars of pytorch, openblas and javacpp with the"
            + " classifier "
            + Loader.getPlatform()
            + " on the class path (on the module path: --add-modules ALL-MODULE-PATH)? "
            + NativeErrors.firstSentence(String.valueOf(e.getMessage()));
      }
    }

    private static boolean onClassPath(Class<?> owner, String project, String library) {
      String file = System.mapLibraryName(library);
      String name = "/org/bytedeco/" + project + "/" + Loader.getPlatform() + "/" + file;
      return owner.getResource(name) != null;
    }

    private static String notUnpacked(Throwable failure) {
      Throwable reason = failure;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      return "the native libraries could not be unpacked into the cache folder "
          + cacheFolder()
          + "; they need about "
          + UNPACKED_MEGABYTES
          + " MB there, or in another that -Dorg.bytedeco.javacpp.cachedir=DIR names: "
          + NativeErrors.firstSentence(String.valueOf(reason.getMessage()));
    }

    private static String cacheFolder() {
      try {
        return Loader.getCacheDir().toString();
      } catch (IOException e) {
        return "of JavaCPP";
      }
    }

    /*
     * libtorch.so links to libtorch_cpu.so. JavaCPP unpacks and loads them one after the other, so
     * on a cold cache the dynamic linker looks for the second one elsewhere, may find another
     * version in the system's folders, and the JVM dies. Unpacked together, they find each other;
     * on Linux they are also loaded in the order of their links, since LD_LIBRARY_PATH would come
     * before their own folder.
     */
    private static void unpackAndLink() throws IOException {
      String platform = Loader.getPlatform();
      String folder = "/org/bytedeco/pytorch/" + platform + "/";
      List<String> names;
      if (platform.startsWith("windows")) {
        names = List.of("c10.dll", "torch_cpu.dll", "torch.dll");
      } else if (platform.startsWith("macosx")) {
        names = List.of("libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib");
      } else {
        names = List.of("libgomp.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so");
      }
      for (String name : names) {
        if (org.bytedeco.pytorch.presets.torch.class.getResource(folder + name) != null) {
          File file = Loader.cacheResource(org.bytedeco.pytorch.presets.torch.class, folder + name);
          if (name.endsWith(".so")) {
            URL[] here = {file.toURI().toURL()};
            String library = name.substring(3, name.length() - 3);
            Loader.loadLibrary(org.bytedeco.pytorch.presets.torch.class, here, library);
          }
        }
      }
    }
  }
}
