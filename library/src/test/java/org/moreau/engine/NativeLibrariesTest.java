package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class NativeLibrariesTest {
  private final Path folder;

  NativeLibrariesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void twoProcessesStartTogetherOnOneColdCache() throws Exception {
    try (ChildJvm first = start(Map.of());
        ChildJvm second = start(Map.of())) {
      assertLoadsFromCache(first);
      assertLoadsFromCache(second);
    }
  }

  @Test
  void anotherLibtorchOnTheLinkerPathIsNotTaken() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (String name : List.of("libtorch_cpu.so", "libtorch.so", "libc10.so")) {
      copyOfSomeLibrary(other.resolve(name));
    }

    try (ChildJvm child = start(Map.of("LD_LIBRARY_PATH", other.toString()))) {
      assertLoadsFromCache(child);
      assertTrue(child.values("library " + other).isEmpty(), child.output());
    }
  }

  /** A full disk may show when a file is unpacked, or only when another one links to it. */
  @ParameterizedTest
  @CsvSource({"200, File too large", "1000, cannot open shared object file"})
  void aFullCacheIsNotBlamedOnTheClassPath(String blocks, String reason) throws Exception {
    Path cache = folder.resolve("cache");

    // No file may be larger than so many blocks, which is as good as a full disk.
    String output = failure(blocks, System.getProperty("java.class.path"));

    assertTrue(
        output.contains(
            "the native libraries could not be unpacked into the cache folder " + cache + "; they"),
        output);
    assertTrue(output.contains(reason), output);
    assertFalse(output.contains("on the class path"), output);
    assertFalse(output.contains("java.library.path"), output);
  }

  @Test
  void aJarThatIsMissingIsNotBlamedOnTheCache() throws Exception {
    String jar = "/openblas-[^/]*-" + Loader.getPlatform() + "\\.jar$";
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !Pattern.compile(jar).matcher(entry).find())
            .collect(Collectors.joining(File.pathSeparator));

    String output = failure("unlimited", classPath);

    assertTrue(output.contains("are the jars of pytorch, openblas and javacpp"), output);
    assertFalse(output.contains("cache folder"), output);
  }

  /** What the program writes that fails because it may write files of so many blocks only. */
  private String failure(String blocks, String classPath) throws Exception {
    Path log = folder.resolve("log");
    Process child =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f " + blocks + "; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"),
                "-cp",
                classPath,
                NativeLibrariesProgram.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(child.waitFor(2, TimeUnit.MINUTES));
    } finally {
      child.destroyForcibly();
    }
    return Files.readString(log);
  }

  private ChildJvm start(Map<String, String> environment) throws IOException {
    List<String> options = List.of("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"));
    return ChildJvm.start(folder, NativeLibrariesProgram.class, options, environment);
  }

  private void assertLoadsFromCache(ChildJvm child) throws Exception {
    assertEquals(0, child.await(), child.output());
    assertEquals(List.of("4.0"), child.values("sum "));
    List<String> libraries = child.values("library ");
    for (String name : List.of("libtorch_cpu.so", "libtorch.so", "libc10.so")) {
      List<String> paths = libraries.stream().filter(l -> l.endsWith("/" + name)).toList();
      assertFalse(paths.isEmpty(), name);
      assertTrue(paths.stream().allMatch(p -> p.startsWith(folder + "/cache/")), paths.toString());
    }
    assertFalse(child.crashed());
  }

  private static void copyOfSomeLibrary(Path target) throws IOException {
    String name = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/libgomp.so.1";
    try (InputStream in = org.bytedeco.pytorch.presets.torch.class.getResourceAsStream(name)) {
      Files.copy(java.util.Objects.requireNonNull(in), target);
    }
  }
}
