package org.moreau.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.moreau.engine.AtomicFile;
import org.moreau.engine.MalformedFileException;

/** The results of a grid so far: one line of JSON per combination. */
final class GridFile {
  private final Path path;

  GridFile(Path path) {
    this.path = path;
  }

  /** The results that are there; none if there is no file. */
  List<GridResult> read() throws IOException {
    List<GridResult> results = new ArrayList<>();
    if (!Files.exists(path)) {
      return results;
    }
    ObjectMapper mapper = new ObjectMapper();
    int number = 0;
    for (String line : Files.readAllLines(path)) {
      number++;
      try {
        results.add(GridResult.of(mapper.readTree(line)));
      } catch (JsonProcessingException e) {
        throw new MalformedFileException(path + ", line " + number + ": not a line of JSON", e);
      }
    }
    return results;
  }

  /** Writes all {@code results}, whole or not at all: a grid is short, its combinations long. */
  void write(List<GridResult> results) throws IOException {
    StringBuilder lines = new StringBuilder();
    results.forEach(result -> lines.append(result.line()).append('\n'));
    AtomicFile.writeText(path, lines.toString());
  }
}
