package org.moreau.corruption;

import java.util.SplittableRandom;

/** A turn around the middle by 0.4 rad, 23°, to either side at random. */
final class Rotate implements Corruption {
  private static final double ANGLE = 0.4;

  @Override
  public String name() {
    return "rotate";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double angle = random.nextBoolean() ? ANGLE : -ANGLE;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return AffineMap.linear(cos, -sin, sin, cos).apply(image);
  }
}
