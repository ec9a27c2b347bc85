package org.moreau.corruption;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A line with bends along the straight one from column 2 and a random row to column 25 and a row
 * that is from 5 above to 4 below: at 2, 6, 10, ... pixels from its start it is 2 pixels to one
 * side and the other.
 */
final class Zigzag implements Corruption {
  private static final int FROM = 2;
  private static final int TO = 25;
  private static final double LENGTH = 2; // of a quarter of the bends, and how far they go
  private static final int RISE = 5;

  @Override
  public String name() {
    return "zigzag";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    List<Stroke> strokes = strokes(random);
    double[][] result = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        result[r][c] = image[r][c];
        for (Stroke stroke : strokes) {
          result[r][c] += stroke.at(r, c);
        }
      }
    }
    return result;
  }

  private static List<Stroke> strokes(SplittableRandom random) {
    int row = random.nextInt(SIDE - 1);
    double angle = Math.atan2(random.nextInt(-RISE, RISE), TO - FROM);
    double end = (TO - FROM) / Math.cos(angle);
    List<Stroke> strokes = new ArrayList<>();
    double x = FROM;
    double y = row;
    int side = 1;
    for (double along = LENGTH; along < end + 2 * LENGTH; along += 2 * LENGTH) {
      double reached = Math.min(along, end);
      double beside = along < end ? side * LENGTH : 0;
      double nextX = FROM + reached * Math.cos(angle) - beside * Math.sin(angle);
      double nextY = row + reached * Math.sin(angle) + beside * Math.cos(angle);
      strokes.add(new Stroke(x, y, nextX, nextY));
      x = nextX;
      y = nextY;
      side = -side;
    }
    return strokes;
  }
}
