package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DenseMatrixTest {
  private static final double[] A = {1, 2, 3, 4, 5, 6}; // 2 x 3
  private TensorScope scope;
  private MatrixSpace space;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    space = new MatrixSpace();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void productsOfEitherSide() {
    DenseMatrix a = space.matrix(2, 3, A);
    DenseMatrix square = space.identity(2);
    square.product(2, a, false, a, true, 1);
    assertArrayEquals(new double[] {29, 64, 64, 155}, square.values());

    DenseMatrix other = space.matrix(3, 3);
    other.product(1, a, true, a, false, 0);
    assertArrayEquals(new double[] {17, 22, 27, 22, 29, 36, 27, 36, 45}, other.values());
    assertEquals(
        "the factors do not fit 3 x 3",
        assertThrows(IllegalArgumentException.class, () -> other.product(a, a)).getMessage());
  }

  @Test
  void inverseFromTheCholeskyFactor() {
    DenseMatrix matrix = space.matrix(2, 2, new double[] {4, 2, 2, 3});
    assertTrue(matrix.cholesky());
    matrix.choleskyInverse();
    double[] values = matrix.values();
    assertArrayEquals(
        new double[] {3.0 / 8, -0.25, 0.5}, new double[] {values[0], values[1], values[3]}, 1e-15);
    assertEquals(2, values[2]);
  }

  @Test
  void partsShareMemory() {
    DenseMatrix a = space.matrix(2, 3, A);
    a.narrow(1, 2)
        .product(space.matrix(2, 1, new double[] {1, 10}), space.matrix(1, 2, new double[] {7, 8}));
    assertArrayEquals(new double[] {1, 7, 8, 4, 70, 80}, a.values());
    assertThrows(IllegalArgumentException.class, () -> a.narrow(2, 2));
    DenseMatrix lower = a.narrowRows(1, 1);
    assertArrayEquals(new double[] {4, 70, 80}, lower.values());
    assertThrows(IllegalArgumentException.class, () -> a.narrowRows(1, 2));
    assertThrows(IllegalArgumentException.class, () -> a.narrow(1, 2).values());
  }

  /** More than one chunk, and matrices of one beside those of another. */
  @Test
  void spaceGrows() {
    DenseMatrix first = space.identity(100);
    DenseMatrix second = space.identity(200);
    DenseMatrix third = space.identity(100);
    first.product(1, third, false, third, false, 1);
    assertEquals(2, first.values()[101]);
    assertEquals(1, second.values()[201]);
    assertEquals(0, second.values()[202]);
  }

  @Test
  void choleskyAndItsSolves() {
    DenseMatrix r = space.matrix(2, 2, new double[] {4, 2, 2, 10});
    assertTrue(r.cholesky());
    assertArrayEquals(new double[] {2, 1, 2, 3}, r.values(), 1e-15);
    DenseMatrix x = space.matrix(2, 1, new double[] {8, 13});
    x.solveLeft(r, true);
    assertArrayEquals(new double[] {4, 3}, x.values(), 1e-15);
    x.solveLeft(r, false);
    assertArrayEquals(new double[] {1.5, 1}, x.values(), 1e-15);
    DenseMatrix row = space.matrix(1, 2, new double[] {4, 5});
    row.solveRight(r, false);
    assertArrayEquals(new double[] {2, 1}, row.values(), 1e-15);
    assertFalse(space.matrix(2, 2, new double[] {1, 2, 2, 1}).cholesky());
  }

  @Test
  void singularValuesOfWideAndTallMatrices() {
    for (int[] shape : new int[][] {{2, 3}, {3, 2}}) {
      int m = shape[0];
      int n = shape[1];
      DenseMatrix u = space.matrix(m, m);
      DenseMatrix vT = space.matrix(n, n);
      double[] sigma = space.matrix(m, n, A).singularValues(u, vT);
      assertTrue(sigma[0] > sigma[1] && sigma[1] > 0);
      double[] scaled = new double[m * n];
      double[] left = u.values();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < 2; j++) {
          scaled[i * n + j] = left[i * m + j] * sigma[j];
        }
      }
      DenseMatrix again = space.matrix(m, n);
      again.product(space.matrix(m, n, scaled), vT);
      assertArrayEquals(A, again.values(), 1e-14);
    }
  }

  @Test
  void eigenvectorsOfASymmetricMatrix() {
    DenseMatrix v = space.matrix(2, 2, new double[] {2, 1, 1, 2});
    assertArrayEquals(new double[] {1, 3}, v.eigenvectors(), 1e-15);
    double[] entries = v.values();
    assertEquals(entries[1], entries[3], 1e-15);
    assertEquals(
        "LAPACK found no eigenvalues (info -5); is every entry finite?",
        assertThrows(
                ArithmeticException.class,
                () -> space.matrix(1, 1, new double[] {Double.NaN}).eigenvectors())
            .getMessage());
  }
}
