package org.moreau.corruption;

import java.util.SplittableRandom;

/** More light: x + 0.5, at most 1. */
final class Brightness implements Corruption {
  private static final double MORE = 0.5;

  @Override
  public String name() {
    return "brightness";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double[][] result = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        result[r][c] = Math.min(1, image[r][c] + MORE);
      }
    }
    return result;
  }
}
