package org.moreau.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A second JVM that runs a main class of the tests' class path in a folder of its own. */
public final class ChildJvm implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 600;

  private final Process process;
  private final Path folder;
  private final Path log;

  private ChildJvm(Process process, Path folder, Path log) {
    this.process = process;
    this.folder = folder;
    this.log = log;
  }

  /** Starts {@code main} with JVM options, environment variables and arguments. */
  public static ChildJvm start(
      Path folder,
      Class<?> main,
      List<String> options,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Quick to start, and small beside the other JVMs of a build.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "child", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new ChildJvm(builder.start(), folder, log);
  }

  /** Starts {@code main} with arguments only. */
  public static ChildJvm start(Path folder, Class<?> main, String... arguments) throws IOException {
    return start(folder, main, List.of(), Map.of(), arguments);
  }

  /** Waits for the end and returns the exit code: 128 + n where signal n ended the process. */
  public int await() throws IOException, InterruptedException {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the child did not end within its time; it wrote: " + output());
    }
    return process.exitValue();
  }

  /** Waits until the child has written {@code text}. */
  public void awaitOutput(String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!output().contains(text)) {
      boolean over = !process.isAlive() || System.nanoTime() > end;
      if (over && !output().contains(text)) {
        throw new AssertionError("the child did not write '" + text + "' but: " + output());
      }
      Thread.sleep(5);
    }
  }

  /** Sends a signal, as in "TERM". */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Ends the child as SIGKILL does; false if it had ended before. */
  public boolean kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    return process.exitValue() == 137;
  }

  /** What it wrote to both of its streams. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** The lines of its output that begin with {@code prefix}, without it. */
  public List<String> values(String prefix) throws IOException {
    return output()
        .lines()
        .filter(l -> l.startsWith(prefix))
        .map(l -> l.substring(prefix.length()))
        .toList();
  }

  /** Whether a JVM crashed in the folder and left its report. */
  public boolean crashed() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("hs_err"));
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
