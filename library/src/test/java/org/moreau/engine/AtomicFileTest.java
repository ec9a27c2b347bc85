package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private final Path folder;

  AtomicFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void replacesTheOldFile() throws IOException {
    Path file = folder.resolve("a.json");
    AtomicFile.writeText(file, "old");

    AtomicFile.writeText(file, "néw");

    assertEquals("néw", Files.readString(file));
    assertEquals(List.of("a.json"), names());
  }

  @Test
  void failureHalfWayLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("a.json");
    AtomicFile.writeText(file, "old");

    var error =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }));

    assertEquals(file + " could not be written: No space left on device", error.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("a.json"), names());
  }

  @Test
  void missingFolderIsNamedInOneSentence() {
    Path file = folder.resolve("missing").resolve("a.json");

    var error = assertThrows(IOException.class, () -> AtomicFile.writeText(file, "text"));

    assertEquals(file + " could not be written: (No such file or directory)", error.getMessage());
  }
}
