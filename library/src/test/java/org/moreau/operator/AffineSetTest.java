package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class AffineSetTest extends ProximalOperatorContract {
  private static final double[] B = {1, -2e6};

  private static Tensor matrix() {
    return TensorData.of(new double[] {1, 2, 0, -1, 0, 1, 0, 1e6, 1e6, 0, 2e6, 0}, 2, 6);
  }

  @Override
  protected ProximalOperator operator() {
    return new AffineSet(matrix(), TensorData.of(B, 2));
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    // One row after the other, over and over.
    double[] a = TensorData.doubles(matrix());
    double[] y = x.clone();
    for (int i = 0; i < 2000; i++) {
      int row = i % 2;
      double excess = -B[row];
      double square = 0;
      for (int j = 0; j < 6; j++) {
        excess += a[6 * row + j] * y[j];
        square += a[6 * row + j] * a[6 * row + j];
      }
      for (int j = 0; j < 6; j++) {
        y[j] -= excess / square * a[6 * row + j];
      }
    }
    return y;
  }

  @Test
  void withOneRowItIsTheHyperplane() {
    Tensor x = points();
    AffineSet set =
        new AffineSet(
            HyperplaneTest.normal().unsqueeze(0), TensorData.of(new double[] {1, 2, 3}, 3, 1));
    Tensor expected =
        new Hyperplane(HyperplaneTest.normal(), TensorData.of(new double[] {1, 2, 3}, 3))
            .prox(x, 1.0);
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(set.prox(x, 1.0)), 1e-12);
  }

  @Test
  void theGradientInBMatchesDifferences() {
    Tensor x = points();
    Tensor direction = points();
    Tensor a = torch.randn(2, 6).to(ScalarType.Double);
    ParameterGradient.matchesDifferences(
        new double[] {1, 2, 3, 4, 5, 6},
        new long[] {3, 2},
        b -> new AffineSet(a, b).prox(x, 1.0).mul(direction).sum());
  }

  @Test
  void aLaterChangeOfTheMatrixHasNoEffect() {
    Tensor a = matrix();
    AffineSet set = new AffineSet(a, TensorData.of(B, 2));
    Tensor x = points();
    Tensor before = set.prox(x, 1.0);
    a.mul_(new Scalar(2));
    assertArrayEquals(TensorData.doubles(before), TensorData.doubles(set.prox(x, 1.0)));
  }

  @Test
  void rejectsRowsThatFollowFromOthersAndOtherShapes() {
    Tensor twice = torch.ones(2, 6).to(ScalarType.Double);
    assertEquals(
        "A must have full row rank, got rank 1 of 2 rows; leave out zero rows and those that follow"
            + " from others",
        assertThrows(
                IllegalArgumentException.class, () -> new AffineSet(twice, TensorData.of(B, 2)))
            .getMessage());
    assertEquals(
        "b must have an entry for each of the 2 rows of A, got the shape [3]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new AffineSet(matrix(), TensorData.of(new double[3], 3)))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new AffineSet(torch.zeros_like(matrix()), TensorData.of(B, 2)));
    assertEquals(
        "x must have members of 6 entries, got 5",
        assertThrows(
                IllegalArgumentException.class,
                () -> operator().prox(points().narrow(1, 0, 5), 1.0))
            .getMessage());
  }
}
