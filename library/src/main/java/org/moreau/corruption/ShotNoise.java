package org.moreau.corruption;

import java.util.SplittableRandom;

/** Counts of light: x becomes n / 3, where n is Poisson distributed with the mean 3 x. */
final class ShotNoise implements Corruption {
  private static final double RATE = 3;

  @Override
  public String name() {
    return "shot_noise";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double[][] result = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        result[r][c] = poisson(RATE * image[r][c], random) / RATE;
      }
    }
    return result;
  }

  /** Counts how many uniform numbers have a product of at least e^-mean. */
  private static int poisson(double mean, SplittableRandom random) {
    double bound = Math.exp(-mean);
    int count = 0;
    for (double product = random.nextDouble(); product > bound; product *= random.nextDouble()) {
      count++;
    }
    return count;
  }
}
