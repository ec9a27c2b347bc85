package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class QuadraticTest extends ProximalOperatorContract {
  private static final double[] C = {1, 0, -1, 2, 0.5, -0.5};

  /** A path's Laplacian: singular, with a few numbers. */
  private static Tensor matrix() {
    double[] q = new double[36];
    for (int i = 0; i < 5; i++) {
      q[7 * i]++;
      q[7 * i + 7]++;
      q[7 * i + 1]--;
      q[7 * i + 6]--;
    }
    return TensorData.of(q, 6, 6);
  }

  @Override
  protected ProximalOperator operator() {
    return new Quadratic(matrix(), TensorData.of(C, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] q = TensorData.doubles(matrix());
    double[] y = new double[6];
    for (int sweep = 0; sweep < 5000; sweep++) {
      for (int i = 0; i < 6; i++) {
        double rest = x[i] - step * C[i];
        for (int j = 0; j < 6; j++) {
          rest -= j == i ? 0 : step * q[6 * i + j] * y[j];
        }
        y[i] = rest / (1 + step * q[7 * i]);
      }
    }
    return y;
  }

  @Test
  void theValueIsTheFormula() {
    Tensor x = points();
    Tensor expected =
        x.matmul(matrix()).mul(x).mul(new Scalar(0.5)).sum(1).add(x.matmul(TensorData.of(C, 6)));
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(operator().value(x)), 1e-12);
  }

  @Test
  void theGradientInCMatchesDifferences() {
    Tensor x = points();
    Tensor direction = points();
    ParameterGradient.matchesDifferences(
        C, new long[] {6}, c -> new Quadratic(matrix(), c).prox(x, 0.7).mul(direction).sum());
  }

  @Test
  void worksForLargeAndSmallMatrices() {
    Tensor x = points();
    Tensor c = torch.zeros(6).to(ScalarType.Double);
    for (double scale : new double[] {1e-6, 1e6}) {
      Tensor y = new Quadratic(matrix().mul(new Scalar(scale)), c).prox(x, 0.7 / scale);
      assertArrayEquals(
          TensorData.doubles(new Quadratic(matrix(), c).prox(x, 0.7)),
          TensorData.doubles(y),
          1e-12);
    }
  }

  @Test
  void rejectsMatricesThatAreNotSymmetricOrNotSemidefinite() {
    Tensor c = torch.zeros(2);
    assertEquals(
        "Q must be symmetric, got entries that differ by 1.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Quadratic(TensorData.of(new double[] {1, 1, 0, 1}, 2, 2), c))
            .getMessage());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Quadratic(TensorData.of(new double[] {1, 0, 0, -0.5}, 2, 2), c))
            .getMessage();
    assertTrue(
        message.startsWith("Q must be positive semidefinite, got the eigenvalue -0.5"), message);
    assertEquals(
        "c must have an entry for each of the 6 rows of Q, got 2",
        assertThrows(IllegalArgumentException.class, () -> new Quadratic(matrix(), c))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Quadratic(torch.zeros(2, 3), c));
  }
}
