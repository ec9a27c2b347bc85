package org.moreau.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.moreau.operator.L1Norm;
import org.moreau.operator.ProximalOperator;

class OperatorCasesTest {
  @Test
  void everyOperatorIsTimed() throws Exception {
    assertEquals(
        operators(),
        OperatorCases.all().stream()
            .map(OperatorCase::name)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void aNameIsKnownBeforeItsOperatorIsMade() {
    OperatorCase costly =
        OperatorCase.of(
            L1Norm.class,
            () -> {
              throw new AssertionError("made for its name");
            },
            3);

    assertEquals("L1Norm", costly.name());
  }

  /** The public operators in the library's classes, which are a folder or a jar. */
  private static Set<String> operators()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path place =
        Path.of(ProximalOperator.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isDirectory(place)) {
      return operators(place);
    }
    try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
      return operators(jar.getPath("/"));
    }
  }

  private static Set<String> operators(Path root) throws IOException, ClassNotFoundException {
    Set<String> names = new TreeSet<>();
    for (String folder : List.of("operator", "calculus", "layer", "kernel")) {
      try (Stream<Path> files = Files.list(root.resolve("org/moreau").resolve(folder))) {
        for (Path file : files.toList()) {
          String name = file.getFileName().toString();
          if (name.endsWith(".class") && !name.contains("-info")) {
            Class<?> type =
                Class.forName("org.moreau." + folder + "." + name.substring(0, name.length() - 6));
            if (ProximalOperator.class.isAssignableFrom(type) && !type.isInterface()) {
              names.add(type.getSimpleName());
            }
          }
        }
      }
    }
    return names;
  }
}
