package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class NuclearBallTest extends SpectralContract {
  @Override
  protected ProximalOperator operator() {
    return new NuclearBall(1.5);
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  double[][] spectra() {
    return new double[][] {{2, 2, 2}, {2, 2, 0}, {1.9, 0, 0}, {2, 2 + 1e-9, 1}, {0.1, 0.1, 0}};
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return null;
  }

  @Test
  void onDiagonalMatricesItIsTheL1Ball() {
    Tensor x = torch.randn(5, 4).to(torch.ScalarType.Double);
    Tensor y = operator().prox(torch.diag_embed(x), 1.0);
    Tensor expected = torch.diag_embed(new L1Ball(1.5).prox(x, 1.0));
    assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(y), 1e-12);
  }

  @Test
  void largeEntriesCostNoDigitsOfASmallRadius() {
    for (torch.ScalarType type :
        new torch.ScalarType[] {torch.ScalarType.Float, torch.ScalarType.Double}) {
      Tensor x = times(points(), 1e3).to(type);
      NuclearBall ball = new NuclearBall(1e-6);
      Tensor y = ball.prox(x, 1.0);
      assertArrayEquals(
          new double[] {1e-6, 1e-6, 1e-6}, TensorData.doubles(new NuclearNorm().value(y)), 1e-11);
      assertArrayEquals(new double[3], TensorData.doubles(ball.value(y)));
    }
  }

  @Test
  void theGradientInTheRadiusMatchesDifferences() {
    Tensor x = points();
    Tensor direction = points();
    ParameterGradient.matchesDifferences(
        new double[] {0.5, 1, 1.5},
        new long[] {3},
        radius -> new NuclearBall(radius).prox(x, 1.0).mul(direction).sum());
  }

  @Test
  void rejectsARadiusThatIsNotPositive() {
    assertThrows(IllegalArgumentException.class, () -> new NuclearBall(0));
    Tensor radius = TensorData.of(new double[] {1, -2}, 2);
    assertEquals(
        "radius must be > 0 and finite, got -2.0",
        assertThrows(IllegalArgumentException.class, () -> new NuclearBall(radius)).getMessage());
  }
}
