package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorScope;

class EveryOperatorTest {
  @Test
  void everyClassThatIsAnOperatorIsInTheList() throws Exception {
    Set<String> classes = new TreeSet<>();
    for (String folder : List.of("operator", "calculus", "layer", "kernel")) {
      classes.addAll(operators(folder));
    }
    try (TensorScope scope = new TensorScope()) {
      Set<String> listed =
          EveryOperator.all().stream()
              .map(EveryOperator.Case::name)
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(classes, listed);
    }
  }

  private static Set<String> operators(String folder)
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path classes =
        Path.of(ProximalOperator.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(classes.resolve("org/moreau").resolve(folder))) {
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
    return names;
  }
}
