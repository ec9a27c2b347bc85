package org.moreau.corruption;

import java.util.SplittableRandom;

/** A move by 3 pixels to the left or right and by 3 up or down, at random. */
final class Translate implements Corruption {
  private static final int PIXELS = 3;

  @Override
  public String name() {
    return "translate";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    int dx = random.nextBoolean() ? PIXELS : -PIXELS;
    int dy = random.nextBoolean() ? PIXELS : -PIXELS;
    return new AffineMap(1, 0, 0, 1, dx, dy).apply(image);
  }
}
