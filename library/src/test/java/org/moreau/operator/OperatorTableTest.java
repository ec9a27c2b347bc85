package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of docs/operators.md is made of the operators' Javadoc: what an operator says of itself
 * stands in one place. After a change: mvn -pl library test -Dtest=OperatorTableTest
 * -Dmoreau.write=true
 */
class OperatorTableTest {
  private static final Path SOURCES = Path.of("src/main/java/org/moreau");
  private static final Path TABLE = Path.of("../docs/operators.md");
  private static final Pattern JAVADOC =
      Pattern.compile(
          "/\\*\\*(.*?)\\*/\\s*(?:@[^\\n]*\\s*)*public (?:record|final class) (\\w+)",
          Pattern.DOTALL);
  private static final String HEAD =
      """
      # Operators

      Functions g with their proximal maps, argmin_y g(y) + |y − x|² / (2 step), of every member of a batch. All are
      differentiable in x and in the step; sets stand for their indicator, whose map is the projection for every step.
      n is the number of entries of a member, and costs are for one. A scalar derivative is that of an entry.

      Made from the Javadoc, which says more, by `OperatorTableTest`.
      """;

  private record Row(
      String name, String function, String map, String cost, String derivative, String source) {
    String markdown() {
      return "| `%s` | %s | %s | %s | %s | %s |\n"
          .formatted(name, function, map, cost, derivative, source);
    }
  }

  @Test
  void theTableSaysWhatTheJavadocSays() throws IOException {
    String table = table();
    if (Boolean.getBoolean("moreau.write")) {
      Files.writeString(TABLE, table);
    }
    assertEquals(table, Files.readString(TABLE), "docs/operators.md is not up to date");
  }

  @Test
  void everyOperatorSaysItsFormulaCostDerivativeAndSource() {
    List<Row> rows = sections().values().stream().flatMap(List::stream).toList();
    assertFalse(rows.isEmpty());
    assertAll(
        rows.stream()
            .map(
                row ->
                    () -> {
                      assertFalse(row.function.isEmpty(), row.name + " has no formula");
                      assertFalse(row.map.isEmpty(), row.name + " has no proximal map");
                      assertFalse(row.cost.isEmpty(), row.name + " says nothing of its cost");
                      assertFalse(row.derivative.isEmpty(), row.name + " has no derivative");
                      assertFalse(row.source.isEmpty(), row.name + " has no source");
                    }));
  }

  private static Map<String, List<Row>> sections() {
    Map<String, List<Row>> sections = new LinkedHashMap<>();
    sections.put("Functions and sets", rows("operator"));
    sections.put("Operators made of operators", rows("calculus"));
    sections.put("Activations and normalisations", rows("layer"));
    sections.put("On functions of a kernel's space", rows("kernel"));
    return sections;
  }

  private static String table() {
    StringBuilder text = new StringBuilder(HEAD);
    sections()
        .forEach(
            (title, rows) -> {
              text.append("\n## ").append(title).append("\n\n");
              text.append("| operator | g | proximal map | cost | derivative | source |\n");
              text.append("|---|---|---|---|---|---|\n");
              rows.forEach(row -> text.append(row.markdown()));
            });
    return text.toString();
  }

  private static List<Row> rows(String folder) {
    try (Stream<Path> files = Files.list(SOURCES.resolve(folder))) {
      return files
          .sorted()
          .map(OperatorTableTest::read)
          .filter(source -> source.contains("implements ProximalOperator"))
          .map(OperatorTableTest::row)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String source) {
    Matcher javadoc = JAVADOC.matcher(source);
    assertTrue(javadoc.find(), "no Javadoc before the public type in\n" + source);
    String text =
        javadoc
            .group(1)
            .replaceAll("\\s*\\n \\* ?", " ")
            .replaceAll("\\{@(?:code|link|linkplain) (?:[\\w.]*[.#])?([^}]*)\\}", "$1")
            .replaceAll("@param.*", "")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
            .replace("|", "\\|")
            .strip();
    List<String> paragraphs = List.of(text.split("\\s*<p>\\s*", -1));
    return new Row(
        javadoc.group(2),
        sentences(paragraphs.get(0)),
        sentences(part(paragraphs, "prox[:,]?(.*?)(?= Cost:| Differentiable|$)")),
        sentences(part(paragraphs, ".*?Cost: (.*?)(?=\\. [A-Z]|$)")),
        sentences(part(paragraphs, "Derivative[:,]?(.*)")),
        sentences(part(paragraphs, "Source: (.*)")));
  }

  /** What the first paragraph that fits the pattern has in its group. */
  private static String part(List<String> paragraphs, String pattern) {
    return paragraphs.stream()
        .map(Pattern.compile(pattern)::matcher)
        .filter(Matcher::lookingAt)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElse("");
  }

  /** Without the last stop. */
  private static String sentences(String text) {
    return text.strip().replaceAll("\\.$", "");
  }
}
