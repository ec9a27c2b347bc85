package org.moreau.corruption;

import java.util.SplittableRandom;

/**
 * A trail in a direction θ, uniform in ±45°: the mean of the 21 pixels i steps away, i = 0, ...,
 * 20, at (row + i sin θ, column + i cos θ) rounded, with the weights exp(-i² / 18). Beyond the
 * edge, pixels repeat it.
 */
final class MotionBlur implements Corruption {
  private static final int STEPS = 21;
  private static final double DEVIATION = 3;

  @Override
  public String name() {
    return "motion_blur";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double angle = Math.PI / 2 * (random.nextDouble() - 0.5);
    double[][] result = new double[SIDE][SIDE];
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      double weight = Math.exp(-i * i / (2 * DEVIATION * DEVIATION));
      int down = (int) Math.round(i * Math.sin(angle));
      int right = (int) Math.round(i * Math.cos(angle));
      sum += weight;
      for (int r = 0; r < SIDE; r++) {
        for (int c = 0; c < SIDE; c++) {
          result[r][c] += weight * image[inside(r + down)][inside(c + right)];
        }
      }
    }
    for (double[] row : result) {
      for (int c = 0; c < SIDE; c++) {
        row[c] /= sum;
      }
    }
    return result;
  }

  private static int inside(int place) {
    return Math.max(0, Math.min(SIDE - 1, place));
  }
}
