package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;

class DropoutStudyTest {
  @TempDir private Path folder;

  private Result real(Object... arguments) {
    return CommandLineHarness.real(folder).run(arguments);
  }

  @Test
  void listSaysWhichDataASettingNeeds() throws IOException {
    String text = real("list", "dropout").out();
    JsonNode json = new ObjectMapper().readTree(real("list", "dropout", "--json").out());

    assertTrue(text.contains("data: none; with points=published: two-moons "), text);
    assertTrue(json.at("/data").isEmpty());
    assertTrue(json.get("data_by_setting").get("points=published").has("two-moons"));
  }

  @Test
  void weightsHaveFourDecimals() {
    Result result =
        real("run", "dropout", "--threads", 1, "--set", "count=20", "--out", folder.resolve("run"));

    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(
        result
            .out()
            .lines()
            .anyMatch(l -> l.matches("dropout +-?\\d+\\.\\d{4} +-?\\d+\\.\\d{4} .*")),
        result.out());
  }

  @Test
  void withoutThePublishedPointsNothingIsWritten() {
    Path out = folder.resolve("run");

    Result result =
        real("run", "dropout", "--set", "points=published", "--data", folder, "--out", out);

    assumeTrue(result.code() != ExitCode.DONE, "the points lie in MOREAU_DATA");
    assertEquals(ExitCode.USAGE, result.code(), result.err());
    assertTrue(result.err().contains("2moons.mat"), result.err());
    assertFalse(Files.exists(out));
  }
}
