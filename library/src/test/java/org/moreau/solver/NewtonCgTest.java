package org.moreau.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.Seeds;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;

class NewtonCgTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(4, "newton");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** (1 − a)² + 100 (b − a²)², with its minimum at (1, 1). */
  private static Tensor rosenbrock(Tensor x) {
    Tensor a = x.select(1, 0);
    Tensor b = x.select(1, 1);
    Tensor one = a.sub(new Scalar(1)).square();
    return one.add(b.sub(a.square()).square().mul(new Scalar(100)));
  }

  @Test
  void walksThroughRosenbrocksValley() {
    Tensor start = TensorData.of(new double[] {-1.2, 1, 1, 1, 3, -2, 0, 0}, 4, 2);

    Solution solution = new NewtonCg(1e-10, 60).minimise(NewtonCgTest::rosenbrock, start);

    assertTrue(solution.outcome().converged(), solution.outcome().message());
    assertArrayEquals(
        new double[] {1, 1, 1, 1, 1, 1, 1, 1}, TensorData.doubles(solution.x()), 1e-8);
  }

  @Test
  void aQuadraticTakesFewSteps() {
    Tensor scale = TensorData.of(new double[] {1, 10, 100}, 3);
    Tensor start = torch.randn(5, 3).to(ScalarType.Double);

    Solution solution = new NewtonCg(1e-9, 100).minimise(x -> x.square().mul(scale).sum(1), start);

    assertTrue(solution.outcome().iterations() <= 5, solution.outcome().message());
    assertArrayEquals(new double[15], TensorData.doubles(solution.x()), 1e-9);
  }

  @Test
  void worksWhereGradientsAreOff() {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor start = TensorData.of(new double[] {0, 0}, 1, 2);

      Solution solution = new NewtonCg(1e-9, 60).minimise(NewtonCgTest::rosenbrock, start);

      assertTrue(solution.outcome().converged(), solution.outcome().message());
    }
  }

  @Test
  void leavesASaddleOfNegativeCurvature() {
    Tensor start = TensorData.of(new double[] {1e-3, 1e-3}, 1, 2);

    // x⁴ − x² has negative curvature around 0 and its minima at ±1/√2.
    Solution solution =
        new NewtonCg(1e-9, 100).minimise(x -> x.square().square().sub(x.square()).sum(1), start);

    double root = Math.sqrt(0.5);
    assertArrayEquals(new double[] {root, root}, TensorData.doubles(solution.x()), 1e-9);
  }

  @Test
  void leavesSaddlesAndMaximaAtWhichTheGradientVanishes() {
    // Rosenbrock's function mirrored: (0, 0) lies on the ridge between (1, 1) and (−1, 1).
    Tensor start = TensorData.of(new double[] {0, 0, 0, 3}, 2, 2);

    Solution solution =
        new NewtonCg(1e-9, 200)
            .minimise(
                x -> {
                  Tensor square = x.select(1, 0).square();
                  Tensor valley = square.sub(new Scalar(1)).square();
                  return valley.add(x.select(1, 1).sub(square).square().mul(new Scalar(10)));
                },
                start);

    assertTrue(solution.outcome().converged(), solution.outcome().message());
    assertArrayEquals(new double[] {1, 1, 1, 1}, TensorData.doubles(solution.x().abs()), 1e-8);
  }

  @Test
  void aPlainIsNoMinimum() {
    Tensor start = TensorData.of(new double[] {3, 1}, 1, 2);

    // Constant along a + b = 3.
    Solution solution =
        new NewtonCg(1e-9, 200).minimise(x -> x.sum(1).sub(new Scalar(3)).square().square(), start);

    assertFalse(solution.outcome().converged(), solution.outcome().message());
  }

  @Test
  void tooFewStepsAreReported() {
    Tensor start = TensorData.of(new double[] {-1.2, 1}, 1, 2);

    Solution solution = new NewtonCg(1e-10, 3).minimise(NewtonCgTest::rosenbrock, start);

    assertFalse(solution.outcome().converged());
    assertEquals(3, solution.outcome().iterations());
  }

  @Test
  void aStartOutsideOfTheDomainIsNamed() {
    String message =
        assertThrows(
                ArithmeticException.class,
                () -> new NewtonCg(1e-9, 9).minimise(x -> x.log().neg().sum(1), torch.zeros(1, 2)))
            .getMessage();

    assertEquals("the function is Infinity at the start; start inside its domain", message);
  }
}
