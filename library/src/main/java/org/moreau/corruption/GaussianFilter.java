package org.moreau.corruption;

/** Smoothing with a Gaussian, cut off at four deviations; beyond the edge, pixels repeat it. */
record GaussianFilter(double deviation) {
  private static final double CUT = 4;

  double[][] apply(double[][] image) {
    // Rows, then columns: the kernel is a product of one in each direction.
    return transposed(rows(transposed(rows(image))));
  }

  private double[][] rows(double[][] image) {
    double[] kernel = kernel();
    int radius = kernel.length / 2;
    double[][] smooth = new double[image.length][image[0].length];
    for (int r = 0; r < image.length; r++) {
      double[] row = image[r];
      for (int c = 0; c < row.length; c++) {
        for (int k = -radius; k <= radius; k++) {
          smooth[r][c] += kernel[radius + k] * row[Math.max(0, Math.min(row.length - 1, c + k))];
        }
      }
    }
    return smooth;
  }

  private double[] kernel() {
    int radius = (int) Math.round(CUT * deviation);
    double[] kernel = new double[2 * radius + 1];
    double sum = 0;
    for (int k = -radius; k <= radius; k++) {
      kernel[radius + k] = Math.exp(-k * k / (2 * deviation * deviation));
      sum += kernel[radius + k];
    }
    for (int k = 0; k < kernel.length; k++) {
      kernel[k] /= sum;
    }
    return kernel;
  }

  private static double[][] transposed(double[][] image) {
    double[][] result = new double[image[0].length][image.length];
    for (int r = 0; r < image.length; r++) {
      for (int c = 0; c < image[0].length; c++) {
        result[c][r] = image[r][c];
      }
    }
    return result;
  }
}
