package org.moreau.corruption;

import java.util.SplittableRandom;

/** 0.7 times the size: the pixel (x, y) from the middle comes from (x, y) / 0.7. */
final class Scale implements Corruption {
  private static final double SIZE = 0.7;

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    return AffineMap.linear(1 / SIZE, 0, 0, 1 / SIZE).apply(image);
  }
}
