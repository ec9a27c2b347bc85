package org.moreau.solver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
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

class FixedPointTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
    Seeds.torch(5, "fixed point");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void anAffineMapTakesAboutAsManyStepsAsThereAreUnknowns() {
    // A symmetric contraction by up to 0.999: plain steps would take ten thousand.
    Tensor rotation = torch.linalg_qr(torch.randn(6, 6).to(ScalarType.Double)).get0();
    Tensor rates = TensorData.of(new double[] {0.999, 0.9, 0.5, 0.3, 0.1, 0}, 6);
    Tensor matrix = rotation.mul(rates).mm(rotation.t());
    Tensor b = torch.randn(3, 6).to(ScalarType.Double);

    Solution solution =
        new FixedPoint(1e-10, 60, 8)
            .solve(x -> x.mm(matrix).add(b), torch.zeros_like(b), Rows.norm(b));

    assertTrue(solution.outcome().converged(), solution.outcome().message());
    assertTrue(solution.outcome().iterations() <= 30, solution.outcome().message());
    Tensor system = torch.eye(6, b.options()).sub(matrix);
    Tensor expected = torch.linalg_solve(system, b.t(), true).t();
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(solution.x()), 1e-6);
  }

  @Test
  void aMapWithoutFixedPointIsReported() {
    Tensor start = torch.zeros(2, 3).to(ScalarType.Double);

    Solution solution =
        new FixedPoint(1e-10, 500, 5)
            .solve(x -> x.add(new Scalar(1)), start, torch.ones(2).to(ScalarType.Double));

    assertFalse(solution.outcome().converged());
  }

  @Test
  void aMapThatCrossesManyKinksConverges() {
    // Walks to 100 by steps of 1, then contracts: the past says nothing of what comes.
    UnaryOperator<Tensor> map =
        x -> {
          Tensor left = torch.rsub(x, new Scalar(100.0));
          return x.add(left.mul(new Scalar(0.5)).clamp_max(new Scalar(1.0)));
        };
    Tensor start = TensorData.of(new double[] {0, 50.3, 99.9}, 3, 1);

    Solution solution =
        new FixedPoint(1e-10, 400, 5).solve(map, start, torch.ones(3).to(ScalarType.Double));

    assertTrue(solution.outcome().converged(), solution.outcome().message());
    assertArrayEquals(new double[] {100, 100, 100}, TensorData.doubles(solution.x()), 1e-9);
  }

  @Test
  void anExtrapolationThatLandsInFlatCountryIsCutShort() {
    // Steps of about 2 from below, that seem to grow shorter towards 1000; of 0.1 from above.
    UnaryOperator<Tensor> map =
        x ->
            x.add(
                torch.where(
                    x.lt(new Scalar(1.0)),
                    x.mul(new Scalar(-0.002)).add(new Scalar(2.0)),
                    torch
                        .rsub(x, new Scalar(4.0))
                        .mul(new Scalar(0.5))
                        .clamp_min(new Scalar(-0.1))));
    Tensor start = TensorData.of(new double[] {-2, 0.5}, 2, 1);

    Solution solution =
        new FixedPoint(1e-10, 200, 5).solve(map, start, torch.ones(2).to(ScalarType.Double));

    assertTrue(solution.outcome().converged(), solution.outcome().message());
    assertArrayEquals(new double[] {4, 4}, TensorData.doubles(solution.x()), 1e-9);
  }

  @Test
  void nanIsReported() {
    Tensor start = torch.zeros(1, 3);

    Solution solution =
        new FixedPoint(1e-4, 9, 3).solve(x -> x.div(new Scalar(0.0)), start, torch.ones(1));

    assertFalse(solution.outcome().converged());
  }
}
