package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;

class TwoMoonsStudyTest {
  @TempDir private Path folder;

  private Path run(String name, Object... more) {
    Path out = folder.resolve(name);
    List<Object> arguments =
        new ArrayList<>(
            List.of("run", "two-moons", "--threads", 1, "--set", "resolution=21", "--out", out));
    arguments.addAll(List.of(more));
    Result result = CommandLineHarness.real(folder).run(arguments.toArray());
    assertEquals(ExitCode.DONE, result.code(), result.err());
    return out;
  }

  @Test
  void theProximalMapTellsTheMoonsApartWhereTheKernelDoesNot() throws IOException {
    JsonNode methods =
        new ObjectMapper()
            .readTree(run("run", "--repeats", 5).resolve("summary.json").toFile())
            .get("methods");

    double kernel = methods.at("/kernel/unlabelled_accuracy/mean").asDouble();
    double prox = methods.at("/prox/unlabelled_accuracy/mean").asDouble();
    assertEquals(5, methods.at("/prox/unlabelled_accuracy/values").size());
    assertTrue(prox > 98, "after the map: " + prox);
    assertTrue(kernel < 85, "before the map: " + kernel);
  }

  @Test
  void theSameSeedGivesTheSameSummaryAndFigures() throws IOException {
    Path first = run("first");
    Path second = run("second");

    assertEquals(
        Files.readString(first.resolve("summary.json")),
        Files.readString(second.resolve("summary.json")));
    for (String name : List.of("figure-1.png", "classification.png")) {
      BufferedImage image = ImageIO.read(first.resolve("figures").resolve(name).toFile());
      assertTrue(image.getWidth() > 300 && image.getHeight() > 300, name);
    }
  }
}
