package org.moreau.cli.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.moreau.cli.figure.BarChart.Bar;

class BarChartTest {
  private static final BarChart.Labels LABELS =
      new BarChart.Labels("Title", "Accuracy (%)", "This run", "Published");

  private final FigureFile figure;

  BarChartTest(@TempDir Path folder) {
    figure = new FigureFile(folder);
  }

  @Test
  void publishedBarsStandBesideOurs() throws IOException {
    BarChart.write(
        figure.path(),
        LABELS,
        List.of(new Bar("LSTM", 94.7, 0.8, 94.0), new Bar("Extra", 95, 0.5, null)));
    BufferedImage image = figure.image();

    assertEquals(2 * (920 + 44), image.getWidth());
    assertTrue(FigureFile.count(image, Palette.method(0)) > 20_000);
    assertTrue(FigureFile.count(image, Palette.PUBLISHED) > 10_000);
  }

  @Test
  void theAxisOfTheBarsSaysWhereItBegins() {
    assertEquals(
        "accuracy (%), axis from 93",
        new Bars(List.of(new Bar("LSTM", 95, 0, 94.0)), "accuracy (%)").axisTitle());
    assertEquals("seconds", new Bars(List.of(new Bar("LSTM", 3, 1, 0.5)), "seconds").axisTitle());
  }

  @Test
  void withoutPublishedNumbersThereIsNoSecondSeries() throws IOException {
    BarChart.write(figure.path(), LABELS, List.of(new Bar("LSTM", 100, 0, null)));
    BufferedImage image = figure.image();

    assertTrue(FigureFile.count(image, Palette.method(0)) > 10_000);
    assertEquals(0, FigureFile.count(image, Palette.PUBLISHED));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-3, 1", "1e-6, 1e-7", "1e9, 1e3"})
  void anyFiniteResultCanBeDrawn(double mean, double deviation) throws IOException {
    BarChart.write(
        figure.path(),
        LABELS,
        List.of(new Bar("LSTM", mean, deviation, null), new Bar("Other", mean + 1e-9, 0, mean)));

    assertTrue(FigureFile.count(figure.image(), Palette.method(0)) > 100);
  }

  @Test
  void rejectsBadBarsByName() {
    assertEquals(
        "deviation of LSTM must be >= 0 and finite, got NaN",
        assertThrows(IllegalArgumentException.class, () -> new Bar("LSTM", 90, Double.NaN, null))
            .getMessage());
    assertEquals(
        "the values of LSTM must be finite, got NaN and null",
        assertThrows(IllegalArgumentException.class, () -> new Bar("LSTM", Double.NaN, 0, null))
            .getMessage());
    assertEquals(
        "a bar chart must have at least 1 bar, got 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> BarChart.write(figure.path(), LABELS, List.of()))
            .getMessage());
  }

  @Test
  void anUnwritableFolderLeavesNothingBehind() {
    Path missing = figure.path().resolveSibling("none").resolve("figure.png");

    IOException e =
        assertThrows(
            IOException.class,
            () -> BarChart.write(missing, LABELS, List.of(new Bar("LSTM", 1, 0, null))));

    assertTrue(e.toString().contains("figure.png"), e.toString());
  }
}
