package org.moreau.evaluation;

import java.util.Arrays;

/**
 * The gradient of KL(P, Q), where q_ij is proportional to 1 / (1 + |y_i - y_j|^2): 4 sum_j (p_ij -
 * q_ij) (y_i - y_j) / (1 + |y_i - y_j|^2).
 */
final class StudentGradient {
  private final double[][] joint;
  private final double[][] kernel; // below the diagonal
  private final double[] gradient;

  StudentGradient(double[][] joint) {
    this.joint = joint;
    this.kernel = new double[joint.length][];
    for (int i = 0; i < joint.length; i++) {
      kernel[i] = new double[i];
    }
    this.gradient = new double[2 * joint.length];
  }

  /** At {@code positions} (x_0, y_0, x_1, ...), with P times {@code exaggeration}; reused. */
  double[] at(double[] positions, double exaggeration) {
    double total = fillKernel(positions);
    Arrays.fill(gradient, 0);
    for (int i = 0; i < joint.length; i++) {
      double[] row = kernel[i];
      double[] affinity = joint[i];
      double x = positions[2 * i];
      double y = positions[2 * i + 1];
      double sumX = 0;
      double sumY = 0;
      for (int j = 0; j < i; j++) {
        double force = 4 * (exaggeration * affinity[j] - row[j] / total) * row[j];
        double forceX = force * (x - positions[2 * j]);
        double forceY = force * (y - positions[2 * j + 1]);
        sumX += forceX;
        sumY += forceY;
        gradient[2 * j] -= forceX;
        gradient[2 * j + 1] -= forceY;
      }
      gradient[2 * i] += sumX;
      gradient[2 * i + 1] += sumY;
    }
    return gradient;
  }

  private double fillKernel(double[] positions) {
    double total = 0;
    for (int i = 0; i < kernel.length; i++) {
      double[] row = kernel[i];
      double x = positions[2 * i];
      double y = positions[2 * i + 1];
      for (int j = 0; j < i; j++) {
        double dx = x - positions[2 * j];
        double dy = y - positions[2 * j + 1];
        row[j] = 1 / (1 + dx * dx + dy * dy);
        total += 2 * row[j];
      }
    }
    return total;
  }
}
