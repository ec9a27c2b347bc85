package org.moreau.corruption;

import java.util.SplittableRandom;

/**
 * Frosted glass: a Gaussian with the deviation 0.7, then twice over all pixels, from below and
 * right, every other one at random changes places with one at most 1 up and 1 to the left, then the
 * Gaussian again.
 *
 * <p>The published generator hands its Gaussians the image as one whose last axis is colour, which
 * smooths along one axis only in the versions of scikit-image that take that literally, and cuts
 * pixels to whole values after the first: this one smooths along both and cuts nothing.
 */
final class GlassBlur implements Corruption {
  private static final GaussianFilter SMOOTHING = new GaussianFilter(0.7);
  private static final int TIMES = 2;

  @Override
  public String name() {
    return "glass_blur";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double[][] x = SMOOTHING.apply(image);
    for (int time = 0; time < TIMES; time++) {
      for (int r = SIDE - 1; r > 1; r--) {
        for (int c = SIDE - 1; c > 1; c--) {
          if (random.nextBoolean()) {
            int row = r - random.nextInt(2);
            int column = c - random.nextInt(2);
            double moved = x[r][c];
            x[r][c] = x[row][column];
            x[row][column] = moved;
          }
        }
      }
    }
    return SMOOTHING.apply(x);
  }
}
