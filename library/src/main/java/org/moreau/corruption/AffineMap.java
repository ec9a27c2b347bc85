package org.moreau.corruption;

/**
 * Where a pixel of the result comes from: column xx x + xy y + dx and row yx x + yy y + dy, for x
 * and y counted from the middle of the image to the right and down.
 */
record AffineMap(double xx, double xy, double yx, double yy, double dx, double dy) {
  private static final double MIDDLE = (Corruption.SIDE - 1) / 2.0;

  /** A linear map, which leaves the middle where it is. */
  static AffineMap linear(double xx, double xy, double yx, double yy) {
    return new AffineMap(xx, xy, yx, yy, 0, 0);
  }

  /** The result: linear between pixels, zero beyond the edge. */
  double[][] apply(double[][] image) {
    double[][] result = new double[image.length][image[0].length];
    for (int r = 0; r < image.length; r++) {
      for (int c = 0; c < image[0].length; c++) {
        double x = c - MIDDLE;
        double y = r - MIDDLE;
        result[r][c] = at(image, MIDDLE + yx * x + yy * y + dy, MIDDLE + xx * x + xy * y + dx);
      }
    }
    return result;
  }

  private static double at(double[][] image, double row, double column) {
    int r = (int) Math.floor(row);
    int c = (int) Math.floor(column);
    double below = row - r;
    double right = column - c;
    return (1 - below) * ((1 - right) * pixel(image, r, c) + right * pixel(image, r, c + 1))
        + below * ((1 - right) * pixel(image, r + 1, c) + right * pixel(image, r + 1, c + 1));
  }

  private static double pixel(double[][] image, int r, int c) {
    boolean inside = r >= 0 && c >= 0 && r < image.length && c < image[0].length;
    return inside ? image[r][c] : 0;
  }
}
