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

class PathProxBoundaryStudyTest {
  @TempDir private Path folder;

  private Result result(String name, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("run", "pathprox-boundary", "--threads", 1));
    arguments.addAll(List.of("--set", "resolution=21", "--set", "hidden=30"));
    arguments.addAll(List.of("--out", folder.resolve(name)));
    arguments.addAll(List.of(more));
    return CommandLineHarness.real(folder).run(arguments.toArray());
  }

  private Path run(String name, Object... more) {
    Result result = result(name, more);
    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(result.out().contains("two moons, generated: "), result.out());
    return folder.resolve(name);
  }

  private static double mean(Path run, String method, String metric) throws IOException {
    JsonNode summary = new ObjectMapper().readTree(run.resolve("summary.json").toFile());
    JsonNode value = summary.at("/methods/" + method + "/" + metric + "/mean");
    assertTrue(value.isNumber(), method + " " + metric);
    return value.asDouble();
  }

  @Test
  void bothFindTheMoonsBehindTheOutliersAndPathProxDropsUnits() throws IOException {
    Path run = run("run", "--set", "iterations=3000", "--set", "noise=0.1");

    for (String method : List.of("weight-decay", "pathprox")) {
      double accuracy = mean(run, method, "accuracy");
      assertTrue(accuracy > 93 && accuracy <= 97, method + " on 8 outliers of 200: " + accuracy);
      double fresh = mean(run, method, "fresh_accuracy");
      assertTrue(fresh > 97, method + ": " + fresh);
      assertTrue(mean(run, method, "path_norm") > 1);
    }
    assertEquals(30, mean(run, "weight-decay", "units_left"));
    assertTrue(mean(run, "pathprox", "units_left") < 25);
  }

  @Test
  void theSameSeedGivesTheSameSummaryAndFigure() throws IOException {
    Path first = run("first", "--set", "iterations=50", "--repeats", 2);
    Path second = run("second", "--set", "iterations=50", "--repeats", 2);

    assertEquals(
        Files.readString(first.resolve("summary.json")),
        Files.readString(second.resolve("summary.json")));
    BufferedImage image = ImageIO.read(first.resolve("figures/figure-2.png").toFile());
    assertTrue(image.getWidth() > 300 && image.getHeight() > 300);
  }

  @Test
  void itWorksWithoutOutliers() {
    run("clean", "--set", "iterations=10", "--set", "outliers=0");
  }

  @Test
  void wrongSettingsAreNamed() {
    for (String wrong :
        List.of("outliers=200", "outliers=-1", "points=3", "rate=0", "lambda=-1", "iterations=0")) {
      Result result = result("wrong", "--set", wrong);
      assertEquals(ExitCode.USAGE, result.code(), wrong);
      String key = wrong.substring(0, wrong.indexOf('='));
      assertTrue(result.err().contains(key + " must be "), result.err());
    }
  }

  @Test
  void aLambdaThatLeavesNoUnitSaysSo() {
    Result result = result("dead", "--set", "lambda=10");

    assertEquals(ExitCode.FAILED, result.code());
    assertTrue(result.err().contains("every unit of the coupling "), result.err());
  }
}
