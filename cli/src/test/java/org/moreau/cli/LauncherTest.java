package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Starts the launcher in a small checkout of its own, with a mvn and a java that only speak. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private record Result(int code, String out, String err) {}

  private static final String MVN =
      """
      #!/bin/sh
      echo "mvn $*"
      [ ! -f fail ] || exit 1
      mkdir -p benchmarks/target/lib
      : >benchmarks/target/moreau-benchmarks-1.jar
      : >benchmarks/target/lib/moreau-cli-1.jar
      [ -f half ] || : >benchmarks/target/class-path.txt
      """;
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then
        echo 'openjdk version "VERSION"' >&2
        exit 0
      fi
      echo "$MALLOC_MMAP_MAX_ $MALLOC_TOP_PAD_"
      for word in "$@"; do echo "[$word]"; done
      exit 7
      """;

  private final Path checkout;
  private final Path bin;

  LauncherTest(@TempDir Path folder) throws IOException {
    checkout = Files.createDirectories(folder.resolve("check out"));
    bin = Files.createDirectories(folder.resolve("bin"));
    Files.copy(
        Path.of("..", "moreau"), checkout.resolve("moreau"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(checkout.resolve("cli/src/main/java"));
    Files.writeString(checkout.resolve("cli/pom.xml"), "");
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.writeString(checkout.resolve("cli/src/main/java/A.java"), "");
    program("mvn", MVN);
    program("java", JAVA.replace("VERSION", "17.0.15"));
    for (String name : new String[] {"sed", "find", "dirname", "readlink", "rm", "mkdir"}) {
      passOn(name);
    }
    age(checkout, 100);
  }

  @Test
  void buildsOnceThenStartsWithoutMaven() throws Exception {
    Result first = moreau("run", "a b");
    Files.delete(bin.resolve("mvn"));
    Result second = moreau("run", "a b");

    assertEquals(7, first.code(), first.err());
    assertTrue(first.err().startsWith("moreau: building (first time or sources changed) ...\n"));
    assertTrue(first.err().contains("mvn -q -B -Dmaven.test.skip=true package"), first.err());
    assertTrue(first.out().startsWith("0 67108864\n[-Djava.awt.headless=true]\n"), first.out());
    assertTrue(first.out().endsWith("[org.moreau.cli.Main]\n[run]\n[a b]\n"), first.out());
    assertEquals(first.out(), second.out());
    assertEquals("", second.err());
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    moreau();
    Path source = checkout.resolve("cli/src/main/java/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));

    assertTrue(moreauErrors().contains("sources changed"));
  }

  @Test
  void buildsAgainWhenAJarIsGone() throws Exception {
    moreau();
    Files.delete(checkout.resolve("benchmarks/target/lib/moreau-cli-1.jar"));

    assertTrue(moreauErrors().contains("moreau: building"));
  }

  @Test
  void aHalfFinishedBuildIsNotTakenForADoneOne() throws Exception {
    Files.writeString(checkout.resolve("half"), "");
    Result half = moreau();
    Files.delete(checkout.resolve("half"));
    Result whole = moreau();

    assertEquals(1, half.code());
    assertTrue(half.err().contains("moreau: the build left no jars"), half.err());
    assertTrue(whole.err().contains("moreau: building"), whole.err());
    assertEquals(7, whole.code());
  }

  @Test
  void aFailedBuildIsOneSentence() throws Exception {
    Files.writeString(checkout.resolve("fail"), "");

    Result result = moreau();

    assertEquals(1, result.code());
    assertTrue(result.err().contains("moreau: the build failed;"), result.err());
    assertEquals("", result.out());
  }

  @Test
  void saysWhatToInstall() throws Exception {
    Files.delete(bin.resolve("mvn"));
    Result noMaven = moreau();
    program("java", JAVA.replace("VERSION", "11.0.2"));
    Result old = moreau();
    Files.delete(bin.resolve("java"));
    Result noJava = moreau();

    assertEquals(
        "moreau: mvn is not on the PATH, and Moreau must be built; install Maven 3.8 or newer\n",
        noMaven.err());
    assertTrue(old.err().startsWith("moreau: java is version 11.0.2; install a JDK"), old.err());
    assertTrue(noJava.err().startsWith("moreau: java is not on the PATH; install"), noJava.err());
    assertEquals(1, noMaven.code());
    assertEquals(1, old.code());
    assertEquals(1, noJava.code());
  }

  @Test
  void allowsNativeAccessOnNewerJdksAndPassesOptions() throws Exception {
    program("java", JAVA.replace("VERSION", "25-ea"));

    Result result = start(checkout.resolve("moreau"), Map.of("MOREAU_JAVA_OPTS", "-Xmx1g -ea"));

    assertTrue(result.out().contains("[--enable-native-access=ALL-UNNAMED]"), result.out());
    assertTrue(result.out().contains("[-Xmx1g]\n[-ea]\n"), result.out());
  }

  @Test
  void worksThroughASymbolicLinkAndKeepsTheUsersAllocator() throws Exception {
    Path link = Files.createSymbolicLink(bin.resolve("m"), checkout.resolve("moreau"));

    Result result = start(link, Map.of("MALLOC_MMAP_MAX_", "9"));

    assertEquals(7, result.code(), result.err());
    assertTrue(result.out().startsWith("9 67108864\n"), result.out());
    assertTrue(result.out().contains(checkout.toRealPath() + "/benchmarks/target/*"));
  }

  private String moreauErrors() throws Exception {
    return moreau().err();
  }

  private Result moreau(String... args) throws Exception {
    return start(checkout.resolve("moreau"), Map.of(), args);
  }

  private Result start(Path script, Map<String, String> environment, String... args)
      throws Exception {
    String[] command = new String[args.length + 1];
    command[0] = script.toString();
    System.arraycopy(args, 0, command, 1, args.length);
    Path out = bin.resolveSibling("out");
    Path err = bin.resolveSibling("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(bin.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Result(code, Files.readString(out), Files.readString(err));
  }

  private void program(String name, String text) throws IOException {
    Path file = bin.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void passOn(String name) throws IOException {
    for (String folder : new String[] {"/bin", "/usr/bin"}) {
      Path program = Path.of(folder, name);
      if (Files.exists(program)) {
        program(name, "#!/bin/sh\nexec " + program + " \"$@\"\n");
        return;
      }
    }
    throw new IOException("this machine has no " + name);
  }

  /** Makes every file of {@code folder} older, so that what a build writes is newer. */
  private static void age(Path folder, long seconds) throws IOException {
    FileTime time = FileTime.from(Instant.now().minusSeconds(seconds));
    try (var files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, time);
      }
    }
  }
}
