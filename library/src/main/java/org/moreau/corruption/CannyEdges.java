package org.moreau.corruption;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * The edges only, as 1. The image is smoothed by a Gaussian of the deviation 1; edges are where
 * Sobel's gradient is the largest along its own direction, and above 0.2, or above 0.1 and
 * connected to such a pixel.
 *
 * <p>Source: Canny, "A computational approach to edge detection", 1986.
 */
final class CannyEdges implements Corruption {
  private static final GaussianFilter SMOOTHING = new GaussianFilter(1);
  private static final double LOW = 0.1;
  private static final double HIGH = 0.2;

  @Override
  public String name() {
    return "canny_edges";
  }

  @Override
  public double[][] corrupt(double[][] image, SplittableRandom random) {
    double[][] smooth = SMOOTHING.apply(image);
    double[][] right = new double[SIDE][SIDE];
    double[][] down = new double[SIDE][SIDE];
    double[][] size = new double[SIDE][SIDE];
    for (int r = 1; r < SIDE - 1; r++) {
      for (int c = 1; c < SIDE - 1; c++) {
        for (int k = -1; k <= 1; k++) {
          int weight = 2 - Math.abs(k);
          right[r][c] += weight * (smooth[r + k][c + 1] - smooth[r + k][c - 1]);
          down[r][c] += weight * (smooth[r + 1][c + k] - smooth[r - 1][c + k]);
        }
        size[r][c] = Math.hypot(right[r][c], down[r][c]);
      }
    }
    boolean[][] ridge = new boolean[SIDE][SIDE];
    for (int r = 1; r < SIDE - 1; r++) {
      for (int c = 1; c < SIDE - 1; c++) {
        ridge[r][c] = size[r][c] > LOW && isRidge(size, r, c, right[r][c], down[r][c]);
      }
    }
    return connected(ridge, size);
  }

  /** Whether the gradient is no larger one step ahead and one step back. */
  private static boolean isRidge(double[][] size, int r, int c, double right, double down) {
    double longer = Math.max(Math.abs(right), Math.abs(down));
    double x = right / longer;
    double y = down / longer;
    return size[r][c] >= between(size, r, c, y, x) && size[r][c] >= between(size, r, c, -y, -x);
  }

  /** The value at (r + y, c + x), of which one is a whole step, linear between two pixels. */
  private static double between(double[][] size, int r, int c, double y, double x) {
    boolean sideways = Math.abs(x) >= Math.abs(y);
    double part = sideways ? Math.abs(y) : Math.abs(x);
    int stepX = (int) Math.signum(x);
    int stepY = (int) Math.signum(y);
    double straight = sideways ? size[r][c + stepX] : size[r + stepY][c];
    return (1 - part) * straight + part * size[r + stepY][c + stepX];
  }

  private static double[][] connected(boolean[][] ridge, double[][] size) {
    double[][] edges = new double[SIDE][SIDE];
    Deque<int[]> open = new ArrayDeque<>();
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        if (ridge[r][c] && size[r][c] > HIGH) {
          edges[r][c] = 1;
          open.add(new int[] {r, c});
        }
      }
    }
    while (!open.isEmpty()) {
      int[] place = open.remove();
      // A ridge never lies on the outermost pixels, so that all neighbours are inside.
      for (int r = place[0] - 1; r <= place[0] + 1; r++) {
        for (int c = place[1] - 1; c <= place[1] + 1; c++) {
          if (ridge[r][c] && edges[r][c] == 0) {
            edges[r][c] = 1;
            open.add(new int[] {r, c});
          }
        }
      }
    }
    return edges;
  }
}
