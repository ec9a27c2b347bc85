package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** As on a full disk: small files can be unpacked, others cannot be written whole. */
  @ParameterizedTest
  @ValueSource(strings = {"200", "4000"})
  void aCacheThatCannotHoldTheLibrariesIsNamed(String largestFile) throws Exception {
    String output = failure(largestFile, System.getProperty("java.class.path"));

    assertTrue(
        output.contains(
            "IllegalStateException: the native libraries could not be unpacked into the cache"
                + " folder "
                + folder.resolve("cache")
                + " and loaded from there; is its disk full? Make room, or choose another"),
        output);
    assertFalse(output.contains("class path"), output);
  }

  @Test
  void aJarThatIsMissingIsNotLaidOnTheCache() throws Exception {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(":", -1))
            .filter(jar -> !jar.matches(".*/openblas-.*-" + Loader.getPlatform() + "\\.jar"))
            .collect(Collectors.joining(":"));

    String output = failure("unlimited", classPath);

    assertTrue(output.contains("are the jars of pytorch, openblas and javacpp"), output);
    assertFalse(output.contains("disk full"), output);
  }

  /** What the program writes if it may write files of so many blocks only. */
  private String failure(String largestFile, String classPath) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f " + largestFile + " && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"),
                "-Xmx256m",
                "-cp",
                classPath,
                NativeLibrariesProgram.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertEquals(1, process.waitFor(), Files.readString(log));
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
