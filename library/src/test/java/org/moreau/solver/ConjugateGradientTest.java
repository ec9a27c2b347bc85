package org.moreau.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class ConjugateGradientTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(3, "conjugate gradients");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** M Mᵀ + I for every member. */
  private static Tensor matrices() {
    Tensor factor = torch.randn(4, 7, 7).to(ScalarType.Double);
    return factor.bmm(factor.transpose(1, 2)).add(torch.eye(7, factor.options()));
  }

  private static Solution solve(ConjugateGradient solver, Tensor matrices, Tensor b) {
    return solver.solve(v -> matrices.bmm(v.unsqueeze(2)).squeeze(2), b);
  }

  @Test
  void solvesEveryMemberAtEveryScale() {
    Tensor a = matrices();
    Tensor b = torch.randn(4, 7).to(ScalarType.Double);
    b.select(0, 1).zero_();
    b.select(0, 2).mul_(new Scalar(1e-200));
    b.select(0, 3).mul_(new Scalar(1e200));

    Solution solution = solve(new ConjugateGradient(1e-12, 100), a, b);

    Tensor expected = torch.linalg_solve(a, b.unsqueeze(2), true).squeeze(2);
    Tensor size = expected.abs().amax(new long[] {1}, true).clamp_min(new Scalar(1e-250));
    double error = solution.x().sub(expected).div(size).abs().max().item_double();
    assertTrue(solution.outcome().converged(), solution.outcome().message());
    assertTrue(error < 1e-10, "error " + error);
  }

  @Test
  void takesAtMostAsManyIterationsAsThereAreUnknowns() {
    Tensor a = torch.diag(TensorData.of(new double[] {1, 2, 3, 4, 5}, 5)).unsqueeze(0);

    Solution solution =
        solve(new ConjugateGradient(1e-9, 100), a, torch.ones(1, 5).to(ScalarType.Double));

    assertEquals(5, solution.outcome().iterations());
    assertArrayEquals(
        new double[] {1, 0.5, 1 / 3.0, 0.25, 0.2}, TensorData.doubles(solution.x()), 1e-9);
  }

  @Test
  void anIndefiniteMatrixIsReported() {
    Tensor a = torch.diag(TensorData.of(new double[] {1, -1}, 2)).unsqueeze(0);
    Tensor b = TensorData.of(new double[] {1, 3}, 1, 2);

    Solution solution = solve(new ConjugateGradient(1e-9, 100), a, b);

    assertFalse(solution.outcome().converged());
    String message =
        assertThrows(ArithmeticException.class, () -> solution.orThrow("the test")).getMessage();
    assertTrue(message.startsWith("the test has not converged"), message);
    assertTrue(message.contains("may not be positive definite"), message);
  }

  @Test
  void tooFewIterationsAreReportedWithTheTrueResidual() {
    Tensor a = matrices();
    Tensor b = torch.randn(4, 7).to(ScalarType.Double);

    Solution solution = solve(new ConjugateGradient(1e-12, 2), a, b);

    Tensor residual = b.sub(a.bmm(solution.x().unsqueeze(2)).squeeze(2));
    double error = Rows.norm(residual).div(Rows.norm(b)).max().item_double();
    assertEquals(error, solution.outcome().error(), 1e-12);
    assertEquals(2, solution.outcome().iterations());
  }

  @Test
  void anEmptyBatchIsSolved() {
    Solution solution = new ConjugateGradient(1e-9, 5).solve(v -> v, torch.zeros(0, 3));

    assertArrayEquals(new long[] {0, 3}, solution.x().shape());
    assertTrue(solution.outcome().converged());
  }

  @Test
  void rejectsSettingsByName() {
    assertEquals(
        "tolerance must be > 0 and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new ConjugateGradient(0, 1))
            .getMessage());
    assertEquals(
        "mostIterations must be at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> new ConjugateGradient(1, 0))
            .getMessage());
  }
}
