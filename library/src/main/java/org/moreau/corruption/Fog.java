package org.moreau.corruption;

import java.util.SplittableRandom;

/**
 * A cloud f in front of the image: (x + 3 f) m / (m + 3), where m is the largest pixel. The cloud
 * is a corner of a plasma fractal of 256 x 256, in [0, 1].
 */
final class Fog implements Corruption {
  private static final double THICKNESS = 3;
  private static final int MAP = 256; // a power of two
  private static final double START = 100;
  private static final double DECAY = 1.4;

  @Override
  public String name() {
    return "fog";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double largest = 0;
    for (double[] row : image) {
      for (double value : row) {
        largest = Math.max(largest, value);
      }
    }
    double[][] cloud = cloud(random);
    double[][] result = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        result[r][c] = (image[r][c] + THICKNESS * cloud[r][c]) * largest / (largest + THICKNESS);
      }
    }
    return result;
  }

  /**
   * Diamonds and squares on a torus: the middle of four known points is their mean and a random
   * number, uniform in ±w², whose w is divided by 1.4 each time that their distance is halved.
   */
  private static double[][] cloud(SplittableRandom random) {
    double[][] map = new double[MAP][MAP];
    double w = START;
    for (int step = MAP; step >= 2; step /= 2) {
      int half = step / 2;
      double range = w * w;
      for (int r = half; r < MAP; r += step) {
        for (int c = half; c < MAP; c += step) {
          double corners =
              at(map, r - half, c - half)
                  + at(map, r - half, c + half)
                  + at(map, r + half, c - half)
                  + at(map, r + half, c + half);
          map[r][c] = corners / 4 + range * (2 * random.nextDouble() - 1);
        }
      }
      for (int r = 0; r < MAP; r += half) {
        // In rows of corners the new points are between them, in the others beside the middles.
        for (int c = r % step == 0 ? half : 0; c < MAP; c += step) {
          double sides =
              at(map, r - half, c)
                  + at(map, r + half, c)
                  + at(map, r, c - half)
                  + at(map, r, c + half);
          map[r][c] = sides / 4 + range * (2 * random.nextDouble() - 1);
        }
      }
      w /= DECAY;
    }
    return normalised(map);
  }

  private static double at(double[][] map, int r, int c) {
    return map[r & (MAP - 1)][c & (MAP - 1)];
  }

  private static double[][] normalised(double[][] map) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] row : map) {
      for (double value : row) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    double[][] corner = new double[SIDE][SIDE];
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        corner[r][c] = (map[r][c] - low) / (high - low);
      }
    }
    return corner;
  }
}
