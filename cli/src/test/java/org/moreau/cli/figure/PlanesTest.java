package org.moreau.cli.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanesTest {
  private final FigureFile figure;

  PlanesTest(@TempDir Path folder) {
    figure = new FigureFile(folder);
  }

  @Test
  void everyClassIsSeenInEveryPanelAndTheLegend() throws IOException {
    ScatterPlot.Panel panel =
        new ScatterPlot.Panel(
            "LSTM", new double[][] {{0, 0}, {1, 3}, {-2, 1}, {1, 1}}, new int[] {0, 1, 2, 0});

    ScatterPlot.write(figure.path(), "t-SNE", List.of(panel, panel, panel), List.of("a", "b", "c"));
    BufferedImage image = figure.image();

    assertEquals(2 * (2 * 440 + 44), image.getWidth());
    for (int label = 0; label < 3; label++) {
      assertTrue(FigureFile.count(image, Palette.classColour(label)) > 300);
    }
  }

  @Test
  void planesBesideOneWithAKeyAreAsLargeAsItAndHeadedInTheirMiddle() throws IOException {
    PlanePlot.Axes axes = new PlanePlot.Axes("x", "y", false);
    Field field =
        new Field(new double[] {0, 1}, new double[] {0, 1}, new double[][] {{0, 1}, {1, 2}});
    PlanePlot.Layer contours = new PlanePlot.Contours(field, List.of(0.5, 1.5), "");
    PlanePlot.Layer dot = new PlanePlot.Dots(new double[][] {{1, 2}}, new int[] {0});

    PlanePlot.write(
        figure.path(),
        "Title",
        List.of(
            new PlanePlot.Panel("(a)", axes, List.of(dot)),
            new PlanePlot.Panel("(b) a longer heading", axes, List.of(contours))),
        new PlanePlot.Legend(List.of("a"), ""));
    BufferedImage image = figure.image();

    int[] first = ends(image, 0);
    int[] second = ends(image, 1);
    assertEquals(first[1] - first[0], second[1] - second[0]);
    assertEquals((first[0] + first[1]) / 2.0, headingMiddle(image, 0), 4);
    assertEquals((second[0] + second[1]) / 2.0, headingMiddle(image, 1), 4);
  }

  /** The columns of the frame's left and right sides, in a row without a dot. */
  private static int[] ends(BufferedImage image, int panel) {
    int row = 2 * 110;
    int quiet = Palette.QUIET.getRGB();
    int from = 2 * (22 + panel * PlanePainter.WIDTH);
    int[] sides =
        IntStream.range(from, from + 2 * PlanePainter.WIDTH)
            .filter(x -> image.getRGB(x, row) == quiet && image.getRGB(x - 1, row) != quiet)
            .toArray();
    return Arrays.copyOf(sides, 2);
  }

  private static double headingMiddle(BufferedImage image, int panel) {
    int from = 2 * (22 + panel * PlanePainter.WIDTH);
    int[] inked =
        IntStream.range(from, from + 2 * PlanePainter.WIDTH)
            .filter(
                x ->
                    IntStream.range(2 * 57, 2 * 82)
                        .anyMatch(y -> image.getRGB(x, y) != Color.WHITE.getRGB()))
            .toArray();
    return (inked[0] + inked[inked.length - 1]) / 2.0;
  }

  @Test
  void equalPointsCanBeDrawn() throws IOException {
    ScatterPlot.Panel panel =
        new ScatterPlot.Panel("LSTM", new double[][] {{2, 2}, {2, 2}}, new int[] {0, 0});

    ScatterPlot.write(figure.path(), "t-SNE", List.of(panel), List.of("a"));

    assertTrue(FigureFile.count(figure.image(), Palette.classColour(0)) > 100);
  }

  @Test
  void rejectsBadPointsByName() {
    assertEquals(
        "point 1 of panel LSTM must be 2 finite numbers",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new ScatterPlot.Panel(
                        "LSTM", new double[][] {{0, 0}, {Double.NaN, 1}}, new int[] {0, 0}))
            .getMessage());
    assertEquals(
        "panel LSTM must have as many labels as points, and at least 1, got 1 and 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new ScatterPlot.Panel("LSTM", new double[0][], new int[1]))
            .getMessage());
    ScatterPlot.Panel panel = new ScatterPlot.Panel("LSTM", new double[1][2], new int[] {3});
    assertEquals(
        "labels of panel LSTM must be in [0, 1], got 3",
        assertThrows(
                IllegalArgumentException.class,
                () -> ScatterPlot.write(figure.path(), "t-SNE", List.of(panel), List.of("a", "b")))
            .getMessage());
  }
}
