package org.moreau.corruption;

import java.util.SplittableRandom;

/**
 * A slant by s = ±0.4 rad, at random: the pixel (x, y) from the middle comes from (x - y sin s, y
 * cos s).
 */
final class Shear implements Corruption {
  private static final double ANGLE = 0.4;

  @Override
  public String name() {
    return "shear";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double angle = random.nextBoolean() ? ANGLE : -ANGLE;
    return AffineMap.linear(1, -Math.sin(angle), 0, Math.cos(angle)).apply(image);
  }
}
