package org.moreau.corruption;

import java.util.SplittableRandom;

/** Light and dark change places, 1 - x, in the 7 columns on the left and the 7 on the right. */
final class Stripe implements Corruption {
  private static final int WIDTH = 7;

  @Override
  public String name() {
    return "stripe";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double[][] result = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        boolean within = c >= WIDTH && c < SIDE - WIDTH;
        result[r][c] = within ? image[r][c] : 1 - image[r][c];
      }
    }
    return result;
  }
}
