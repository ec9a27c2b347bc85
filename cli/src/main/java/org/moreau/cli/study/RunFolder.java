package org.moreau.cli.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of a run: {@code config.yaml}, {@code metrics.jsonl}, {@code summary.json}, {@code
 * figures/} and {@code checkpoints/}; a grid has {@code grid.jsonl} and {@code winner.yaml} instead
 * of a summary.
 */
public final class RunFolder {
  private static final String CONFIG = "config.yaml";
  private static final String METRICS = "metrics.jsonl";
  private static final List<String> FOLDERS = List.of("figures", "checkpoints");

  private final Path path;
  private final RunFile file;
  private final boolean existed;

  private RunFolder(Path path, RunFile file, boolean existed) {
    this.path = path;
    this.file = file;
    this.existed = existed;
  }

  /**
   * Makes the folder of a new run.
   *
   * @throws IllegalArgumentException if {@code path} cannot be made or written, or holds something
   * @throws IOException if the disk refuses; nothing is left behind then
   */
  public static RunFolder create(Path path, RunSettings run, Settings<?> settings)
      throws IOException {
    requireFree(path);
    RunFolder folder =
        new RunFolder(path, new RunFile(run, settings.toMap()), Files.isDirectory(path));
    try {
      Files.createDirectories(path);
      RunFile.write(path.resolve(CONFIG), run, settings);
      folder.makeFolders();
    } catch (IOException e) {
      folder.discardUnused();
      throw refusal(path, e);
    }
    return folder;
  }

  /**
   * Opens the folder of a run that was started before.
   *
   * @throws IllegalArgumentException if {@code path} is not such a folder
   */
  public static RunFolder open(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException("there is no run folder " + path);
    }
    if (!Files.isRegularFile(path.resolve(CONFIG))) {
      throw new IllegalArgumentException(path + " is not a run folder: it has no " + CONFIG);
    }
    return new RunFolder(path, RunFile.read(path.resolve(CONFIG)), true);
  }

  public Path path() {
    return path;
  }

  public RunSettings run() {
    return file.run();
  }

  /** The study's settings, as {@link Settings#with} takes them. */
  public Map<String, String> settings() {
    return file.settings();
  }

  /** Whether the run has reached its summary. */
  public boolean finished() {
    return Files.isRegularFile(summaryFile());
  }

  /** The place of the checkpoint {@code name}: letters, digits, dot, - and _. */
  public Path checkpoint(String name) {
    return inside("checkpoints", name);
  }

  /** The place of the figure {@code name}, for instance {@code accuracy.png}. */
  public Path figure(String name) {
    return inside("figures", name);
  }

  public MetricsFile metrics() {
    return new MetricsFile(path.resolve(METRICS));
  }

  Path summaryFile() {
    return path.resolve("summary.json");
  }

  Path gridFile() {
    return path.resolve("grid.jsonl");
  }

  Path winnerFile() {
    return path.resolve("winner.yaml");
  }

  /** Makes what {@link #create} may have been killed before. */
  void makeFolders() throws IOException {
    for (String name : FOLDERS) {
      Files.createDirectories(path.resolve(name));
    }
  }

  /** Takes the folder away again if the run has left nothing in it. */
  void discardUnused() {
    Path config = path.resolve(CONFIG);
    Path metrics = path.resolve(METRICS);
    try (Stream<Path> content = Files.walk(path)) {
      boolean measured = Files.exists(metrics) && Files.size(metrics) > 0;
      if (measured
          || content.anyMatch(
              p -> Files.isRegularFile(p) && !p.equals(config) && !p.equals(metrics))) {
        return;
      }
      Files.deleteIfExists(config);
      Files.deleteIfExists(metrics);
      for (String name : FOLDERS) {
        Files.deleteIfExists(path.resolve(name));
      }
      if (!existed) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // The failure that led here is the one to report.
    }
  }

  private Path inside(String folder, String name) {
    if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "a file of a run must be named with letters, digits, dot, - and _, got " + name);
    }
    return path.resolve(folder).resolve(name);
  }

  private static void requireFree(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException("--out " + path + " is a file; name a folder");
    }
    if (Files.exists(path.resolve(CONFIG))) {
      throw new IllegalArgumentException(
          "--out "
              + path
              + " holds a run already; continue it with --resume "
              + path
              + ", or name another folder");
    }
    try (Stream<Path> content = Files.list(path)) {
      if (content.findAny().isPresent()) {
        throw new IllegalArgumentException(
            "--out " + path + " is not empty and not a run folder; name another folder");
      }
    } catch (AccessDeniedException e) {
      throw refusal(path, e);
    }
  }

  /**
   * A full disk is returned as an IOException; a folder that cannot be written is the caller's to
   * change, and thrown as an IllegalArgumentException.
   */
  private static IOException refusal(Path path, IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    if (reason != null && reason.matches("(?is).*(space|quota|input/output).*")) {
      return new IOException(path + " cannot be written: " + reason, e);
    }
    String why =
        e instanceof AccessDeniedException
            ? "permission denied"
            : reason == null ? "there is no place for it" : reason;
    throw new IllegalArgumentException(
        "--out " + path + " cannot be written (" + why + "); name another folder", e);
  }
}
