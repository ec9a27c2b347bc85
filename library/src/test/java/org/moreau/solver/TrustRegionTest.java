package org.moreau.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TrustRegionTest {
  private record At(double value, double[] gradient, double[][] hessian)
      implements TwiceDifferentiable.Point {
    @Override
    public void product(double[] v, double[] result) {
      for (int i = 0; i < v.length; i++) {
        result[i] = Vectors.dot(hessian[i], v);
      }
    }
  }

  /** (1 − x)² + 100 (y − x²)², curved, with negative curvature on the way. */
  private static At rosenbrock(double[] z) {
    double x = z[0];
    double a = 1 - x;
    double b = z[1] - x * x;
    return new At(
        a * a + 100 * b * b,
        new double[] {-2 * a - 400 * x * b, 200 * b},
        new double[][] {{2 - 400 * b + 800 * x * x, -400 * x}, {-400 * x, 200}});
  }

  /** (x² − 1)² + x/10: minima near −1 (the lower one) and 1, a maximum between. */
  private static At twoValleys(double[] z) {
    double x = z[0];
    double s = x * x - 1;
    return new At(
        s * s + x / 10, new double[] {4 * x * s + 0.1}, new double[][] {{12 * x * x - 4}});
  }

  private static TrustRegion.Found minimise(
      TrustRegion solver, TwiceDifferentiable function, double radius, double... start) {
    TwiceDifferentiable.Point at = function.at(start);
    return solver.minimise(function, start, at, Vectors.norm(at.gradient()), radius);
  }

  @Test
  void followsACurvedValley() {
    TrustRegion.Found found =
        minimise(new TrustRegion(1e-12, 100), TrustRegionTest::rosenbrock, 1, -1.2, 1);

    assertArrayEquals(new double[] {1, 1}, found.x(), 1e-8);
    assertTrue(found.outcome().converged(), found.outcome()::message);
    assertTrue(found.evaluations() < 50, () -> found.evaluations() + " evaluations");
  }

  @Test
  void staysInTheValleyDownhillFromTheStart() {
    TrustRegion solver = new TrustRegion(1e-12, 100);

    assertEquals(-1.01, minimise(solver, TrustRegionTest::twoValleys, 0.1, -0.2).x()[0], 0.01);
    assertEquals(0.99, minimise(solver, TrustRegionTest::twoValleys, 0.1, 0.2).x()[0], 0.01);
  }

  @Test
  void saysWhenIterationsEnd() {
    TrustRegion.Found found =
        minimise(new TrustRegion(1e-12, 3), TrustRegionTest::rosenbrock, 1, -1.2, 1);

    assertFalse(found.outcome().converged());
    assertEquals(3, found.outcome().iterations());
    assertTrue(found.outcome().message().contains("allow more iterations"));
  }

  @Test
  void aStartThatIsNotFiniteIsNamed() {
    assertEquals(
        "the function or its gradient is not finite at the start",
        assertThrows(
                ArithmeticException.class,
                () ->
                    minimise(
                        new TrustRegion(1e-9, 9), TrustRegionTest::rosenbrock, 1, Double.NaN, 0))
            .getMessage());
  }

  @Test
  void preconditionedConjugateGradientsSolveRandomSystems() {
    Random random = new Random(3);
    for (int n : new int[] {1, 4, 30}) {
      double[][] root = new double[n][];
      for (int i = 0; i < n; i++) {
        root[i] = random.doubles(n, -1, 1).toArray();
      }
      double[] expected = random.doubles(n, -1, 1).toArray();
      ArrayConjugateGradient.Product product =
          (v, result) -> {
            double[] half = new double[n];
            for (int i = 0; i < n; i++) {
              half[i] = Vectors.dot(root[i], v);
            }
            for (int j = 0; j < n; j++) {
              result[j] = (1 + j) * v[j];
              for (int i = 0; i < n; i++) {
                result[j] += root[i][j] * half[i];
              }
            }
          };
      double[] b = new double[n];
      product.apply(expected, b);

      ArrayConjugateGradient.Solved solved =
          new ArrayConjugateGradient(1e-13, 200)
              .solve(
                  product,
                  (v, result) -> {
                    for (int j = 0; j < n; j++) {
                      result[j] = v[j] / (1 + j);
                    }
                  },
                  b);

      assertArrayEquals(expected, solved.x(), 1e-10);
      assertTrue(solved.outcome().converged());
    }
  }

  @Test
  void conjugateGradientsStopWhereTheMatrixIsNotPositive() {
    ArrayConjugateGradient.Solved solved =
        new ArrayConjugateGradient(1e-9, 10)
            .solve(
                (v, result) -> result[0] = -v[0],
                (v, result) -> result[0] = v[0],
                new double[] {2});

    assertEquals(0, solved.x()[0]);
    assertFalse(solved.outcome().converged());
    assertTrue(solved.outcome().message().contains("positive definite"));
    assertTrue(
        new ArrayConjugateGradient(1e-9, 10)
            .solve((v, r) -> r[0] = v[0], (v, r) -> r[0] = v[0], new double[] {0})
            .outcome()
            .converged());
  }
}
