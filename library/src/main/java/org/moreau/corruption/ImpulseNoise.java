package org.moreau.corruption;

import java.util.SplittableRandom;

/** Salt and pepper: 17 % of the pixels become 0 or 1, either with the same probability. */
final class ImpulseNoise implements Corruption {
  private static final double SHARE = 0.17;

  @Override
  public String name() {
    return "impulse_noise";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double[][] result = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        boolean hit = random.nextDouble() < SHARE;
        result[r][c] = hit ? random.nextInt(2) : image[r][c];
      }
    }
    return result;
  }
}
