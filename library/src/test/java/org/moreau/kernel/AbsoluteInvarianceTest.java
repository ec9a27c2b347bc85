package org.moreau.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Norm;
import org.moreau.operator.Members;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;
import org.moreau.solver.Outcome;

/** The contract for the kernels' total variation, and how its solve ends. */
class AbsoluteInvarianceTest extends ProximalOperatorContract {
  private static Tensor representers() {
    return TensorData.of(QuadraticInvarianceTest.REPRESENTERS, 4, 6);
  }

  @Override
  protected ProximalOperator operator() {
    return new AbsoluteInvariance(representers());
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    // Plain projected gradients on the dual, long enough.
    double[] z = QuadraticInvarianceTest.REPRESENTERS;
    double[] u = new double[4];
    double[] f = x.clone();
    for (int k = 0; k < 10_000; k++) {
      for (int j = 0; j < 6; j++) {
        f[j] = x[j];
        for (int i = 0; i < 4; i++) {
          f[j] -= step * z[6 * i + j] * u[i];
        }
      }
      for (int i = 0; i < 4; i++) {
        double inner = 0;
        for (int j = 0; j < 6; j++) {
          inner += z[6 * i + j] * f[j];
        }
        u[i] = Math.max(-1, Math.min(1, u[i] + 0.05 / step * inner));
      }
    }
    return f;
  }

  @Test
  void ofOrthonormalRepresentersIsSoftThresholding() {
    Tensor x = points();

    Tensor y = new AbsoluteInvariance(torch.eye(6, x.options())).prox(x, 0.7);

    assertArrayEquals(TensorData.doubles(new L1Norm().prox(x, 0.7)), TensorData.doubles(y), 1e-12);
  }

  @Test
  void dependentRepresentersAreNoTrouble() {
    Tensor z = representers();
    Tensor twice = torch.cat(new org.bytedeco.pytorch.TensorVector(z, z), 0);
    Tensor x = points();

    Tensor y = new AbsoluteInvariance(twice).prox(x, 0.35);

    assertArrayEquals(TensorData.doubles(operator().prox(x, 0.7)), TensorData.doubles(y), 1e-9);
  }

  @Test
  void aSolveThatIsNotConvergedSaysSoAndIsRefused() {
    Tensor z = torch.randn(200, 100).to(torch.ScalarType.Double);
    AbsoluteInvariance hurried = new AbsoluteInvariance(z, 1e-12, 100);
    Tensor x = torch.randn(2, 100).to(torch.ScalarType.Double);
    Tensor step = x.new_full(new long[0], new Scalar(0.05));

    Outcome outcome = hurried.solve(x, step).outcome();
    ArithmeticException e = assertThrows(ArithmeticException.class, () -> hurried.prox(x, step));

    assertFalse(outcome.converged());
    assertEquals(100, outcome.iterations());
    assertTrue(
        e.getMessage()
            .startsWith(
                "the proximal map of the absolute invariance has not converged: relative error"),
        e.getMessage());
  }

  /** All ⟨z_i, f⟩ vanish there: f is the projection onto their null space. */
  @Test
  void stepsThatAreLargeBesideTheInputAreSolvedToRounding() {
    Tensor z = representers();
    Tensor x = points();
    Tensor gram = z.mm(z.t());
    Tensor expected = x.sub(torch.linalg_solve(gram, z.mm(x.t())).t().mm(z));
    for (double scale : new double[] {1, 1e-6, 1e-12}) {
      Tensor small = times(x, scale);
      var solution =
          new AbsoluteInvariance(z, 1e-12, 20_000)
              .solve(small, z.new_full(new long[0], new Scalar(100)));

      assertTrue(solution.outcome().converged(), solution.outcome().message());
      assertArrayEquals(
          TensorData.doubles(expected), TensorData.doubles(times(solution.x(), 1 / scale)), 1e-11);
    }
  }

  @Test
  void theReportedErrorBoundsTheTrueOne() {
    Tensor z = torch.randn(12, 6).to(torch.ScalarType.Double);
    Tensor x = points();
    Tensor step = x.new_full(new long[0], new Scalar(0.1));
    Tensor exact = new AbsoluteInvariance(z, 1e-7, 100_000).prox(x, step);
    for (double tolerance : new double[] {10, 1e-2, 1e-4}) {
      var solution = new AbsoluteInvariance(z, tolerance, 100_000).solve(x, step);

      double worst = 0;
      double[] errors = TensorData.doubles(Members.norm(solution.x().sub(exact)));
      double[] sizes = TensorData.doubles(Members.norm(x));
      for (int i = 0; i < 3; i++) {
        worst = Math.max(worst, errors[i] / sizes[i]);
      }
      assertTrue(worst <= solution.outcome().error() + 1e-7, worst + " at " + tolerance);
      assertTrue(solution.outcome().converged());
    }
  }
}
