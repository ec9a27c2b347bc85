package org.moreau.corruption;

import java.util.SplittableRandom;

/** A straight line from a random row on the left to one on the right, every other 2 columns. */
final class DottedLine implements Corruption {
  @Override
  public String name() {
    return "dotted_line";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    int last = SIDE - 1;
    Stroke line = new Stroke(0, random.nextInt(last), last, random.nextInt(last));
    double[][] result = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        boolean dot = c / 2 % 2 == 1;
        result[r][c] = image[r][c] + (dot ? line.at(r, c) : 0);
      }
    }
    return result;
  }
}
