package org.moreau.cli.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;

class LearningCurvesTest {
  private final FigureFile figure;

  LearningCurvesTest(@TempDir Path folder) {
    figure = new FigureFile(folder);
  }

  private BufferedImage curves(Scale scale, Double... values) throws IOException {
    LearningCurves.write(
        figure.path(),
        "Title",
        List.of(
            new Panel("Loss", "Loss (nats)", scale, List.of(new Curve("a", 1, List.of(values))))));
    return figure.image();
  }

  @Test
  void panelsStandSideBySideAtTwiceTheSize() throws IOException {
    Panel panel =
        new Panel("Loss", "Loss", Scale.LINEAR, List.of(new Curve("a", 1, List.of(3.0, 2.0, 1.0))));

    LearningCurves.write(figure.path(), "Title", List.of(panel, panel));
    BufferedImage image = figure.image();

    assertEquals(2 * (2 * 560 + 44), image.getWidth());
    assertTrue(image.getHeight() > 2 * 400 && image.getHeight() < 2 * 600);
  }

  @Test
  void aTitleThatIsTooWideTakesMoreLines() throws IOException {
    Panel panel =
        new Panel("Loss", "Loss", Scale.LINEAR, List.of(new Curve("a", 1, List.of(3.0, 2.0))));

    LearningCurves.write(figure.path(), "Title", List.of(panel));
    int height = figure.image().getHeight();
    LearningCurves.write(figure.path(), "many words ".repeat(12), List.of(panel));
    BufferedImage image = figure.image();

    assertTrue(image.getHeight() > height, image.getHeight() + " and " + height);
    BufferedImage left = image.getSubimage(0, 0, 22, image.getHeight());
    assertEquals(22 * image.getHeight(), FigureFile.count(left, Color.WHITE));
  }

  @Test
  void everyMethodsColourIsSeen() throws IOException {
    List<Curve> curves =
        List.of(new Curve("a", 1, List.of(3.0, 2.0)), new Curve("b", 2, List.of(2.0, 1.0)));

    LearningCurves.write(
        figure.path(), "Title", List.of(new Panel("Loss", "Loss", Scale.LINEAR, curves)));
    BufferedImage image = figure.image();

    assertTrue(FigureFile.count(image, Palette.method(0)) > 1000);
    assertTrue(FigureFile.count(image, Palette.method(1)) > 1000);
    assertEquals(0, FigureFile.count(image, Palette.method(2)));
    assertEquals(Color.WHITE.getRGB(), image.getRGB(3, 3));
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void whatIsNotFiniteLeavesAGap(Scale scale) throws IOException {
    int whole = FigureFile.count(curves(scale, 4.0, 3.0, 2.5, 2.0, 1.5), Palette.method(0));
    int broken =
        FigureFile.count(
            curves(scale, 4.0, 3.0, Double.NaN, Double.POSITIVE_INFINITY, 1.5), Palette.method(0));

    assertTrue(broken < whole && broken > 500, broken + " of " + whole);
  }

  @Test
  void zeroLeavesAGapOnALogarithmicAxisOnly() throws IOException {
    int logarithmic = FigureFile.count(curves(Scale.LOGARITHMIC, 4.0, 2.0, 0.0), Palette.method(0));
    int linear = FigureFile.count(curves(Scale.LINEAR, 4.0, 2.0, 0.0), Palette.method(0));

    assertTrue(logarithmic > 500 && logarithmic < linear, logarithmic + " and " + linear);
  }

  @ParameterizedTest
  @EnumSource(Scale.class)
  void oneValueIsDrawnAsAPoint(Scale scale) throws IOException {
    assertTrue(FigureFile.count(curves(scale, 1.0), Palette.method(0)) > 100);
  }

  @Test
  void aHorizontalAxisMayHaveNothingButZero() throws IOException {
    LearningCurves.Horizontal share = new LearningCurves.Horizontal("share", Scale.LINEAR);
    Curve curve = new Curve("a", List.of(0.0), List.of(2.0), List.of());

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            LearningCurves.write(
                figure.path(),
                "Title",
                List.of(new Panel("Loss", "Loss", Scale.LINEAR, share, List.of(curve)))));

    assertTrue(FigureFile.count(figure.image(), Palette.method(0)) > 100);
  }

  @Test
  void whatDivergedIsACrossAlsoWhereNothingElseIsDrawn() throws IOException {
    LearningCurves.Horizontal tau = new LearningCurves.Horizontal("tau", Scale.LOGARITHMIC);
    Curve whole = new Curve("a", List.of(0.01, 1.0), List.of(2.0, 1.0), List.of());
    Curve none = new Curve("b", List.of(), List.of(), List.of(1.0, 10.0));
    Panel both = new Panel("Loss", "Loss", Scale.LOGARITHMIC, tau, List.of(whole, none));
    Panel crosses = new Panel("Loss", "Loss", Scale.LINEAR, List.of(none));

    LearningCurves.write(figure.path(), "Title", List.of(both, crosses));
    int two = FigureFile.count(figure.image(), Palette.method(1));
    LearningCurves.write(figure.path(), "Title", List.of(both));
    int one = FigureFile.count(figure.image(), Palette.method(1));

    assertTrue(FigureFile.count(figure.image(), Palette.method(0)) > 1000);
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
        figure.path(),
        "Title",
        List.of(new Panel("Loss", "Loss", Scale.LINEAR, noise, List.of(curve))));
    int narrow = pale();
    LearningCurves.write(
        figure.path(),
        "Title",
        List.of(new Panel("Loss", "Loss", Scale.LINEAR, noise, List.of(wide))));

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
    BufferedImage image = ImageIO.read(figure.path().toFile());
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

    LearningCurves.write(figure.path(), "Title", List.of(panel, panel, panel));

    assertEquals(2 * (3 * 560 + 44), figure.image().getWidth());
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
                () -> LearningCurves.write(figure.path(), "Title", List.of()))
            .getMessage());
    assertFalse(Files.exists(figure.path()));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1.1, 2", "3, 5", "6, 10", "0.013, 0.02", "70, 100"})
  void stepsOfTicksAreRound(double atLeast, double expected) {
    assertEquals(expected, Ticks.step(atLeast), 1e-12);
  }
}
