package org.moreau.corruption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;

/** What each corruption is by its definition. */
class CorruptionFormulaTest {
  /** A grey value for a place. */
  private interface Picture {
    double at(int row, int column);
  }

  private static double[][] image(Picture picture) {
    double[][] image = new double[28][28];
    for (int r = 0; r < 28; r++) {
      for (int c = 0; c < 28; c++) {
        image[r][c] = picture.at(r, c);
      }
    }
    return image;
  }

  private static double[][] plain(double value) {
    return image((r, c) -> value);
  }

  private static double[][] dot(int row, int column) {
    return image((r, c) -> r == row && c == column ? 1 : 0);
  }

  private static SplittableRandom random(int seed) {
    return Seeds.random(seed, "formula");
  }

  private static double sum(double[][] image) {
    return Arrays.stream(image).flatMapToDouble(Arrays::stream).sum();
  }

  // Linear interpolation is exact on a plane, so that the place a pixel comes from can be read off.
  private static double slope(double x, double y) {
    return 0.5 + 0.01 * x + 0.007 * y;
  }

  /** How far the result is from the plane moved by the matrix (a, b; c, d) and the shift (e, f). */
  private static double error(
      double[][] result, double a, double b, double c, double d, double e, double f) {
    double error = 0;
    int seen = 0;
    for (int row = 0; row < 28; row++) {
      for (int column = 0; column < 28; column++) {
        double x = column - 13.5;
        double y = row - 13.5;
        double fromX = a * x + b * y + e;
        double fromY = c * x + d * y + f;
        if (Math.abs(fromX) < 13.5 && Math.abs(fromY) < 13.5) {
          error = Math.max(error, Math.abs(slope(fromX, fromY) - result[row][column]));
          seen++;
        } else if (Math.abs(fromX) > 14.5 || Math.abs(fromY) > 14.5) {
          error = Math.max(error, Math.abs(result[row][column]));
        }
      }
    }
    assertTrue(seen > 300, "pixels compared: " + seen);
    return error;
  }

  private static double[][] moved(Corruption corruption, int seed) {
    return corruption.corrupt(image((r, c) -> slope(c - 13.5, r - 13.5)), random(seed));
  }

  @Test
  void shearRotateScaleAndTranslateAreKnownMaps() {
    double sin = Math.sin(0.4);
    double cos = Math.cos(0.4);
    boolean[] seen = new boolean[8];
    for (int seed = 0; seed < 20; seed++) {
      double[][] sheared = moved(new Shear(), seed);
      double[][] turned = moved(new Rotate(), seed);
      double[][] shifted = moved(new Translate(), seed);

      boolean left = error(sheared, 1, sin, 0, cos, 0, 0) < 1e-12;
      assertTrue(left || error(sheared, 1, -sin, 0, cos, 0, 0) < 1e-12);
      boolean back = error(turned, cos, sin, -sin, cos, 0, 0) < 1e-12;
      assertTrue(back || error(turned, cos, -sin, sin, cos, 0, 0) < 1e-12);
      int places = 0;
      for (int k = 0; k < 4; k++) {
        boolean here = error(shifted, 1, 0, 0, 1, k % 2 * 6 - 3, k / 2 * 6 - 3) < 1e-12;
        seen[4 + k] |= here;
        places += here ? 1 : 0;
      }
      assertEquals(1, places);
      seen[left ? 0 : 1] = true;
      seen[back ? 2 : 3] = true;
    }
    IntStream.range(0, 8).forEach(k -> assertTrue(seen[k], "direction " + k));
    assertEquals(0, error(moved(new Scale(), 0), 1 / 0.7, 0, 0, 1 / 0.7, 0, 0), 1e-12);
  }

  @Test
  void scaleShrinksAndTranslateKeepsTheInk() {
    double[][] square =
        image((r, c) -> Math.max(Math.abs(r - 13.5), Math.abs(c - 13.5)) < 8 ? 1 : 0);

    assertEquals(0.49, sum(new Scale().corrupt(square, random(0))) / sum(square), 0.02);
    assertEquals(sum(square), sum(new Translate().corrupt(square, random(0))), 1e-9);
    assertEquals(1, sum(new Rotate().corrupt(square, random(0))) / sum(square), 0.02);
    assertEquals(1 / Math.cos(0.4), sum(new Shear().corrupt(square, random(0))) / 256, 0.02);
  }

  @Test
  void shotNoiseHasTheMeanOfThePixelAndAThirdOfItAsVariance() {
    for (double value : new double[] {0, 0.1, 0.6, 1}) {
      double[] drawn =
          IntStream.range(0, 40)
              .mapToObj(seed -> new ShotNoise().corrupt(plain(value), random(seed)))
              .flatMap(Arrays::stream)
              .flatMapToDouble(Arrays::stream)
              .toArray();
      double mean = Arrays.stream(drawn).average().orElseThrow();
      double variance =
          Arrays.stream(drawn).map(v -> (v - mean) * (v - mean)).average().orElseThrow();

      assertEquals(value, mean, 0.015);
      assertEquals(value / 3, variance, 0.01 + 0.03 * value);
      for (double v : drawn) {
        assertEquals(Math.rint(3 * v), 3 * v, 1e-12);
      }
    }
  }

  @Test
  void impulseNoiseHitsSeventeenInAHundred() {
    int black = 0;
    int white = 0;
    for (int seed = 0; seed < 40; seed++) {
      for (double[] row : new ImpulseNoise().corrupt(plain(0.5), random(seed))) {
        for (double value : row) {
          black += value == 0 ? 1 : 0;
          white += value == 1 ? 1 : 0;
          assertTrue(value == 0 || value == 0.5 || value == 1);
        }
      }
    }

    // 31,360 pixels: 2,666 of each, with a deviation of 50.
    assertEquals(2666, black, 250);
    assertEquals(2666, white, 250);
  }

  @Test
  void glassBlurMovesInkALittleAndLosesNone() {
    double[][] blurred = new GlassBlur().corrupt(dot(14, 14), random(0));

    assertEquals(1, sum(blurred), 1e-9);
    assertTrue(blurred[14][14] < 0.6, "spread out: " + blurred[14][14]);
    assertArrayEquals(
        plain(0.3)[5], new GlassBlur().corrupt(plain(0.3), random(0))[5], 1e-12, "a plain stays");
    // Two filters reach 3 pixels each; a value that is carried along goes to the left and up.
    double near = 0;
    for (int r = 6; r <= 20; r++) {
      near += Arrays.stream(blurred[r], 6, 21).sum();
    }
    assertTrue(near > 0.9, "near: " + near);
  }

  @Test
  void motionBlurLeavesATrailToOneSide() {
    for (int seed = 0; seed < 10; seed++) {
      double[][] trail = new MotionBlur().corrupt(dot(14, 20), random(seed));

      assertEquals(1, sum(trail), 1e-9);
      for (int r = 0; r < 28; r++) {
        for (int c = 0; c < 28; c++) {
          boolean possible = c <= 20 && Math.abs(r - 14) <= 20 - c;
          assertTrue(possible || trail[r][c] == 0, "at " + r + " " + c);
        }
      }
      // The first weight of exp(-i²/18), i = 0 to 20; the sum is the one of half a Gaussian.
      assertEquals(1 / (0.5 + 3 * Math.sqrt(Math.PI / 2)), trail[14][20], 1e-3);
    }
  }

  @Test
  void brightnessAddsAHalfUpToWhite() {
    double[][] ramp = image((r, c) -> c / 27.0);
    double[] row = new Brightness().corrupt(ramp, random(0))[3];

    for (int c = 0; c < 28; c++) {
      assertEquals(Math.min(1, c / 27.0 + 0.5), row[c], 1e-12);
      assertTrue(c == 0 || row[c] >= row[c - 1]);
    }
  }

  @Test
  void stripeTwiceIsNothingAndLeavesTheMiddle() {
    double[][] ramp = image((r, c) -> (r + c) / 54.0);
    double[][] once = new Stripe().corrupt(ramp, random(0));
    double[][] twice = new Stripe().corrupt(once, random(0));

    for (int r = 0; r < 28; r++) {
      assertArrayEquals(ramp[r], twice[r], 1e-12);
      assertArrayEquals(
          Arrays.copyOfRange(ramp[r], 7, 21), Arrays.copyOfRange(once[r], 7, 21), 1e-12);
      assertEquals(1 - ramp[r][6], once[r][6]);
      assertEquals(1 - ramp[r][21], once[r][21]);
    }
  }

  @Test
  void fogLaysOneSmoothCloudOverTheImage() {
    double[][] square = image((r, c) -> r > 8 && r < 20 && c > 8 && c < 20 ? 0.8 : 0);
    for (int seed = 0; seed < 5; seed++) {
      double[][] foggy = new Fog().corrupt(square, random(seed));
      double[][] cloud =
          new Fog().corrupt(image((r, c) -> r == 0 && c == 0 ? 0.8 : 0), random(seed));

      double step = 0;
      for (int r = 1; r < 28; r++) {
        for (int c = 1; c < 28; c++) {
          // The same cloud is added to both, and the sum is scaled by m / (m + 3).
          assertEquals(square[r][c] * 0.8 / 3.8, foggy[r][c] - cloud[r][c], 1e-12);
          assertTrue(cloud[r][c] >= 0 && cloud[r][c] <= 3 * 0.8 / 3.8);
          step = Math.max(step, Math.abs(cloud[r][c] - cloud[r][c - 1]));
        }
      }
      assertTrue(step < 0.15, "from pixel to pixel: " + step);
      assertEquals(0, sum(new Fog().corrupt(plain(0), random(seed))));
    }
  }

  @Test
  void spatterMixesThePixelWithMud() {
    double mud = 63 / 255.0;
    double[][] onBlack = new Spatter().corrupt(plain(0), random(3));
    double[][] onWhite = new Spatter().corrupt(plain(1), random(3));
    int covered = 0;
    for (int r = 0; r < 28; r++) {
      for (int c = 0; c < 28; c++) {
        double m = onBlack[r][c] / mud;
        assertTrue(m == 0 || (m >= 0.8 - 1e-12 && m <= 1 + 1e-12), "m is " + m);
        assertEquals(1 - m + mud * m, onWhite[r][c], 1e-12);
        covered += m > 0 ? 1 : 0;
      }
    }
    assertTrue(covered > 20 && covered < 400, "pixels with mud: " + covered);
  }

  @Test
  void dottedLineIsStraightAndInEveryOtherPairOfColumns() {
    for (int seed = 0; seed < 10; seed++) {
      double[][] line = new DottedLine().corrupt(plain(0), random(seed));
      double first = Double.NaN;
      double slope = Double.NaN;
      for (int c = 0; c < 28; c++) {
        double ink = 0;
        double centre = 0;
        for (int r = 0; r < 28; r++) {
          ink += line[r][c];
          centre += r * line[r][c];
        }
        boolean dot = c % 4 >= 2 && c < 27;
        assertEquals(dot, ink > 0.4, "column " + c + " has " + ink);
        assertTrue(dot || ink == 0);
        if (dot && Double.isNaN(first)) {
          first = centre / ink;
        } else if (dot && Double.isNaN(slope)) {
          slope = centre / ink - first;
        }
      }
      assertTrue(Math.abs(slope) < 1.5, "slope " + slope);
    }
    double[][] white = new DottedLine().corrupt(plain(1), random(0));
    assertTrue(Arrays.stream(white).flatMapToDouble(Arrays::stream).allMatch(v -> v >= 1));
  }

  @Test
  void zigzagGoesFromTheLeftToTheRightAndTurnsBackAndForth() {
    for (int seed = 0; seed < 10; seed++) {
      double[][] line = new Zigzag().corrupt(plain(0), random(seed));
      double ink = sum(line);
      int columns = 0;
      for (int c = 0; c < 28; c++) {
        int column = c;
        double most = IntStream.range(0, 28).mapToDouble(r -> line[r][column]).max().orElseThrow();
        columns += most > 0.5 ? 1 : 0;
        assertTrue(most == 0 || (c >= 2 && c <= 26), "ink in column " + c);
      }
      assertTrue(ink > 15 && ink < 90, "ink: " + ink);
      assertTrue(columns >= 10 && columns <= 24, "columns: " + columns);
    }
  }

  @Test
  void zigzagBendsTwoPixelsToEitherSideEveryFour() {
    int level = 0;
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom drawn = random(seed);
      int row = drawn.nextInt(27);
      if (drawn.nextInt(-5, 5) != 0 || row < 2 || row > 25) {
        continue;
      }
      double[][] line = new Zigzag().corrupt(plain(0), random(seed));
      level++;
      for (int bend = 0; bend < 5; bend++) {
        int side = bend % 2 == 0 ? 2 : -2;
        assertEquals(1, Math.min(1, line[row + side][4 + 4 * bend]), 1e-9, "bend " + bend);
        assertEquals(0, line[row][4 + 4 * bend], 1e-9, "the middle beside bend " + bend);
        assertEquals(1, Math.min(1, line[row][6 + 4 * bend]), 1e-9, "crossing " + bend);
      }
    }
    assertTrue(level > 5, "level lines: " + level);
  }

  @Test
  void strokeFadesWithTheDistance() {
    Stroke stroke = new Stroke(2, 10, 12, 15);

    assertEquals(1, stroke.at(10, 2), 1e-12);
    assertEquals(1, stroke.at(12, 6), 1e-12);
    assertEquals(1 + Math.log(1 - 1 / 2.3), stroke.at(13, 6), 1e-12);
    assertEquals(0, stroke.at(14, 6), "1 + log(1 - 2/2.3) is negative");
    assertEquals(0, stroke.at(10, 1));
    assertEquals(0, stroke.at(15, 12));
  }

  @Test
  void cannyEdgesAreTheOutlineOfAShape() {
    double[][] disk = image((r, c) -> Math.hypot(r - 13.5, c - 13.5) < 8 ? 1 : 0);
    double[][] edges = new CannyEdges().corrupt(disk, random(0));
    boolean[] around = new boolean[36];
    for (int r = 0; r < 28; r++) {
      for (int c = 0; c < 28; c++) {
        double distance = Math.hypot(r - 13.5, c - 13.5);
        assertTrue(edges[r][c] == 0 || edges[r][c] == 1);
        if (edges[r][c] == 1) {
          assertEquals(8, distance, 1.3);
          around[(int) (18 * (1 + Math.atan2(r - 13.5, c - 13.5) / Math.PI))] = true;
        }
      }
    }
    // A thin line around has about as many pixels as the circle is long, 50.
    assertEquals(50, sum(edges), 10);
    IntStream.range(0, 36).forEach(k -> assertTrue(around[k], "closed at " + 10 * k + "°"));
    assertEquals(0, sum(new CannyEdges().corrupt(plain(0.7), random(0))));
  }

  @Test
  void gaussianFilterKeepsTheInkAndHasItsDeviation() {
    double[][] blurred = new GaussianFilter(1.5).apply(dot(14, 13));
    double variance = 0;
    for (int r = 0; r < 28; r++) {
      for (int c = 0; c < 28; c++) {
        variance += blurred[r][c] * (c - 13) * (c - 13);
      }
    }

    assertEquals(1, sum(blurred), 1e-12);
    assertEquals(2.25, variance, 0.01);
    assertEquals(blurred[14][15], blurred[16][13], 1e-15);
    assertArrayEquals(plain(0.4)[0], new GaussianFilter(1.5).apply(plain(0.4))[0], 1e-12);
  }
}
