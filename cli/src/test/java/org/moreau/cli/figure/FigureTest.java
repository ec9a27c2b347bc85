package org.moreau.cli.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.moreau.cli.figure.BarChart.Bar;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;

class FigureTest {
  private static final BarChart.Labels LABELS =
      new BarChart.Labels("Title", "Accuracy (%)", "This run", "Published");

  private final Path file;

  FigureTest(@TempDir Path folder) {
    file = folder.resolve("figure.png");
  }

  private BufferedImage image() throws IOException {
    String start = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertEquals("PNG", start.substring(1, 4));
    BufferedImage image = ImageIO.read(file.toFile());
    assertNotNull(image);
    return image;
  }

  private static int count(BufferedImage image, Color colour) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return (int) Arrays.stream(pixels).filter(pixel -> pixel == colour.getRGB()).count();
  }

  private BufferedImage curves(Scale scale, Double... values) throws IOException {
    LearningCurves.write(
        file,
        "Title",
        List.of(
            new Panel("Loss", "Loss (nats)", scale, List.of(new Curve("a", 1, List.of(values))))));
    return image();
  }

  @Test
  void panelsStandSideBySideAtTwiceTheSize() throws IOException {
    Panel panel =
        new Panel("Loss", "Loss", Scale.LINEAR, List.of(new Curve("a", 1, List.of(3.0, 2.0, 1.0))));

    LearningCurves.write(file, "Title", List.of(panel, panel));
    BufferedImage image = image();

    assertEquals(2 * (2 * 560 + 44), image.getWidth());
    assertTrue(image.getHeight() > 2 * 400 && image.getHeight() < 2 * 600);
  }

  @Test
  void aTitleThatIsTooWideTakesMoreLines() throws IOException {
    Panel panel =
        new Panel("Loss", "Loss", Scale.LINEAR, List.of(new Curve("a", 1, List.of(3.0, 2.0))));

    LearningCurves.write(file, "Title", List.of(panel));
    int height = image().getHeight();
    LearningCurves.write(file, "many words ".repeat(12), List.of(panel));
    BufferedImage image = image();

    assertTrue(image.getHeight() > height, image.getHeight() + " and " + height);
    BufferedImage left = image.getSubimage(0, 0, 22, image.getHeight());
    assertEquals(22 * image.getHeight(), count(left, Color.WHITE));
  }

  @Test
  void everyMethodsColourIsSeen() throws IOException {
    List<Curve> curves =
        List.of(new Curve("a", 1, List.of(3.0, 2.0)), new Curve("b", 2, List.of(2.0, 1.0)));

    LearningCurves.write(file, "Title", List.of(new Panel("Loss", "Loss", Scale.LINEAR, curves)));
    BufferedImage image = image();

    assertTrue(count(image, Palette.method(0)) > 1000);
    assertTrue(count(image, Palette.method(1)) > 1000);
    assertEquals(0, count(image, Palette.method(2)));
    assertEquals(Color.WHITE.getRGB(), image.getRGB(3, 3));
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void whatIsNotFiniteLeavesAGap(Scale scale) throws IOException {
    int whole = count(curves(scale, 4.0, 3.0, 2.5, 2.0, 1.5), Palette.method(0));
    int broken =
        count(
            curves(scale, 4.0, 3.0, Double.NaN, Double.POSITIVE_INFINITY, 1.5), Palette.method(0));

    assertTrue(broken < whole && broken > 500, broken + " of " + whole);
  }

  @Test
  void zeroLeavesAGapOnALogarithmicAxisOnly() throws IOException {
    int logarithmic = count(curves(Scale.LOGARITHMIC, 4.0, 2.0, 0.0), Palette.method(0));
    int linear = count(curves(Scale.LINEAR, 4.0, 2.0, 0.0), Palette.method(0));

    assertTrue(logarithmic > 500 && logarithmic < linear, logarithmic + " and " + linear);
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void oneValueIsDrawnAsAPoint(Scale scale) throws IOException {
    assertTrue(count(curves(scale, 1.0), Palette.method(0)) > 100);
  }

  @Test
  void aHorizontalAxisMayHaveNothingButZero() throws IOException {
    LearningCurves.Horizontal share = new LearningCurves.Horizontal("share", Scale.LINEAR);
    Curve curve = new Curve("a", List.of(0.0), List.of(2.0), List.of());

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            LearningCurves.write(
                file,
                "Title",
                List.of(new Panel("Loss", "Loss", Scale.LINEAR, share, List.of(curve)))));

    assertTrue(count(image(), Palette.method(0)) > 100);
  }

  @Test
  void whatDivergedIsACrossAlsoWhereNothingElseIsDrawn() throws IOException {
    LearningCurves.Horizontal tau = new LearningCurves.Horizontal("tau", Scale.LOGARITHMIC);
    Curve whole = new Curve("a", List.of(0.01, 1.0), List.of(2.0, 1.0), List.of());
    Curve none = new Curve("b", List.of(), List.of(), List.of(1.0, 10.0));
    Panel both = new Panel("Loss", "Loss", Scale.LOGARITHMIC, tau, List.of(whole, none));
    Panel crosses = new Panel("Loss", "Loss", Scale.LINEAR, List.of(none));

    LearningCurves.write(file, "Title", List.of(both, crosses));
    int two = count(image(), Palette.method(1));
    LearningCurves.write(file, "Title", List.of(both));
    int one = count(image(), Palette.method(1));

    assertTrue(count(image(), Palette.method(0)) > 1000);
    assertTrue(two > one + 50 && one > 50, one + " and " + two);
  }

  @Test
  void aBandShowsHowFarRunsLieApart() throws IOException {
    LearningCurves.Horizontal noise = new LearningCurves.Horizontal("noise", Scale.LINEAR);
    List<Double> places = List.of(0.0, 1.0, 2.0, 3.0);
    List<List<Double>> runs =
        List.of(List.of(1.0, 2.0), List.of(2.0, 6.0), List.of(1.0, Double.NaN), List.of(3.0));

    Curve curve = Curve.ofMeans("a", places, runs);
    Curve wide =
        Curve.ofMeans("a", places, List.of(runs.get(0), runs.get(1), runs.get(1), runs.get(3)));
    LearningCurves.write(
        file, "Title", List.of(new Panel("Loss", "Loss", Scale.LINEAR, noise, List.of(curve))));
    int narrow = pale();
    LearningCurves.write(
        file, "Title", List.of(new Panel("Loss", "Loss", Scale.LINEAR, noise, List.of(wide))));

    assertEquals(List.of(1.5, 4.0, Double.NaN, 3.0), curve.values());
    assertEquals(Math.sqrt(0.5), curve.deviations().get(0), 1e-12);
    assertEquals(Math.sqrt(8), curve.deviations().get(1), 1e-12);
    List<List<Double>> one = List.of(runs.get(3));
    assertEquals(List.of(), Curve.ofMeans("a", List.of(0.0), one).deviations(), "of a single run");
    assertTrue(narrow > 1_000, "between the first two places");
    assertTrue(pale() > 2 * narrow, "between all");
    assertEquals(
        "curve a must have as many deviations as values, got 1 and 2",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new Curve(
                        "a", places.subList(0, 2), List.of(1.0, 2.0), List.of(1.0), List.of()))
            .getMessage());
  }

  /** How many pixels have the colour of the first method's band on white. */
  private int pale() throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    Color method = Palette.method(0);
    Color band = Palette.mixed(Color.WHITE, method, 36 / 255.0);
    int count = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        Color pixel = new Color(image.getRGB(x, y));
        count +=
            Math.abs(pixel.getRed() - band.getRed()) <= 1
                    && Math.abs(pixel.getGreen() - band.getGreen()) <= 1
                    && Math.abs(pixel.getBlue() - band.getBlue()) <= 1
                ? 1
                : 0;
      }
    }
    return count;
  }

  @Test
  void threePanelsStandInOneRow() throws IOException {
    Curve curve = new Curve("a", List.of(0.5, 7.25), List.of(2.0, 1.0), List.of());
    LearningCurves.Horizontal time = new LearningCurves.Horizontal("Time (s)", Scale.LINEAR);
    Panel panel = new Panel("Loss", "Loss", Scale.LINEAR, time, List.of(curve));

    LearningCurves.write(file, "Title", List.of(panel, panel, panel));

    assertEquals(2 * (3 * 560 + 44), image().getWidth());
    assertEquals(
        "curve a must have as many places as values, got 1 and 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Curve("a", List.of(1.0), List.of(), List.of(1.0)))
            .getMessage());
  }

  @Test
  void rejectsEmptyCurvesPanelsAndFiguresByName() {
    assertEquals(
        "curve lstm must have at least 1 value, got 0",
        assertThrows(IllegalArgumentException.class, () -> new Curve("lstm", 1, List.of()))
            .getMessage());
    assertEquals(
        "panel Loss must have at least 1 curve, got 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Panel("Loss", "Loss", Scale.LINEAR, List.of()))
            .getMessage());
    assertEquals(
        "panel Loss must have a value that can be drawn, got none",
        assertThrows(IllegalArgumentException.class, () -> curves(Scale.LINEAR, Double.NaN))
            .getMessage());
    assertEquals(
        "learning curves must have at least 1 panel, got 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> LearningCurves.write(file, "Title", List.of()))
            .getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void everyClassIsSeenInEveryPanelAndTheLegend() throws IOException {
    ScatterPlot.Panel panel =
        new ScatterPlot.Panel(
            "LSTM", new double[][] {{0, 0}, {1, 3}, {-2, 1}, {1, 1}}, new int[] {0, 1, 2, 0});

    ScatterPlot.write(file, "t-SNE", List.of(panel, panel, panel), List.of("a", "b", "c"));
    BufferedImage image = image();

    assertEquals(2 * (2 * 440 + 44), image.getWidth());
    for (int label = 0; label < 3; label++) {
      assertTrue(count(image, Palette.classColour(label)) > 300);
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
        file,
        "Title",
        List.of(
            new PlanePlot.Panel("(a)", axes, List.of(dot)),
            new PlanePlot.Panel("(b) a longer heading", axes, List.of(contours))),
        new PlanePlot.Legend(List.of("a"), ""));
    BufferedImage image = image();

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

    ScatterPlot.write(file, "t-SNE", List.of(panel), List.of("a"));

    assertTrue(count(image(), Palette.classColour(0)) > 100);
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
                () -> ScatterPlot.write(file, "t-SNE", List.of(panel), List.of("a", "b")))
            .getMessage());
  }

  @Test
  void publishedBarsStandBesideOurs() throws IOException {
    BarChart.write(
        file, LABELS, List.of(new Bar("LSTM", 94.7, 0.8, 94.0), new Bar("Extra", 95, 0.5, null)));
    BufferedImage image = image();

    assertEquals(2 * (920 + 44), image.getWidth());
    assertTrue(count(image, Palette.method(0)) > 20_000);
    assertTrue(count(image, Palette.PUBLISHED) > 10_000);
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
    BarChart.write(file, LABELS, List.of(new Bar("LSTM", 100, 0, null)));
    BufferedImage image = image();

    assertTrue(count(image, Palette.method(0)) > 10_000);
    assertEquals(0, count(image, Palette.PUBLISHED));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-3, 1", "1e-6, 1e-7", "1e9, 1e3"})
  void anyFiniteResultCanBeDrawn(double mean, double deviation) throws IOException {
    BarChart.write(
        file,
        LABELS,
        List.of(new Bar("LSTM", mean, deviation, null), new Bar("Other", mean + 1e-9, 0, mean)));

    assertTrue(count(image(), Palette.method(0)) > 100);
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
        assertThrows(IllegalArgumentException.class, () -> BarChart.write(file, LABELS, List.of()))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1.1, 2", "3, 5", "6, 10", "0.013, 0.02", "70, 100"})
  void stepsOfTicksAreRound(double atLeast, double expected) {
    assertEquals(expected, Ticks.step(atLeast), 1e-12);
  }

  @Test
  void anUnwritableFolderLeavesNothingBehind() {
    Path missing = file.resolveSibling("none").resolve("figure.png");

    IOException e =
        assertThrows(
            IOException.class,
            () -> BarChart.write(missing, LABELS, List.of(new Bar("LSTM", 1, 0, null))));

    assertTrue(e.toString().contains("figure.png"), e.toString());
  }
}
