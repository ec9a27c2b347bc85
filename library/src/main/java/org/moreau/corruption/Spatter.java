package org.moreau.corruption;

import java.util.SplittableRandom;

/**
 * Mud: x (1 - m) + 63/255 m. For m, normal noise with the mean 0.65 and the deviation 0.3 is
 * smoothed by a Gaussian of the deviation 1; where that is above 0.65 there is mud, whose outline
 * is smoothed by a Gaussian of the deviation 1.5, and what is below 0.8 then is left out.
 */
final class Spatter implements Corruption {
  private static final double MEAN = 0.65;
  private static final double DEVIATION = 0.3;
  private static final GaussianFilter DROPS = new GaussianFilter(1);
  private static final GaussianFilter OUTLINE = new GaussianFilter(1.5);
  private static final double LEAST = 0.8;
  private static final double MUD = 63 / 255.0;

  @Override
  public String name() {
    return "spatter";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double[][] mud = mud(random);
    double[][] result = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        double m = mud[r][c] < LEAST ? 0 : mud[r][c];
        result[r][c] = image[r][c] * (1 - m) + MUD * m;
      }
    }
    return result;
  }

  private static double[][] mud(SplittableRandom random) {
    double[][] noise = new double[SIDE][SIDE];
    for (double[] row : noise) {
      for (int c = 0; c < SIDE; c++) {
        row[c] = MEAN + DEVIATION * random.nextGaussian();
      }
    }
    double[][] drops = DROPS.apply(noise);
    for (double[] row : drops) {
      for (int c = 0; c < SIDE; c++) {
        row[c] = row[c] > MEAN ? 1 : 0;
      }
    }
    return OUTLINE.apply(drops);
  }
}
