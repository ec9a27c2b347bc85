package org.moreau.cli.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A file to which one JSON object per line is appended. A study that goes on from checkpoints calls
 * {@link #restart()} and writes all lines again, so that the file does not tell how often the run
 * was interrupted.
 */
public final class MetricsFile {
  private final Path path;

  MetricsFile(Path path) {
    this.path = path;
  }

  /** Empties the file. */
  public void restart() throws IOException {
    Files.writeString(path, "");
  }

  /** Adds a line; a number that is not finite is written as null. */
  public void append(Map<String, ?> line) throws IOException {
    Files.writeString(
        path, Json.line(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
