package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class TotalVariation1dTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new TotalVariation1d();
  }

  @Override
  protected Tensor points() {
    return torch.randn(3, 2, 7).to(ScalarType.Double);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[14];
    for (int row = 0; row < 14; row += 7) {
      System.arraycopy(byDual(java.util.Arrays.copyOfRange(x, row, row + 7), step), 0, y, row, 7);
    }
    return y;
  }

  /** y = x − Dᵀ z with the best z in [−step, step], one z after the other. */
  private static double[] byDual(double[] x, double step) {
    double[] y = x.clone();
    double[] z = new double[x.length - 1];
    for (int sweep = 0; sweep < 5000; sweep++) {
      for (int i = 0; i < z.length; i++) {
        double best = Math.max(-step, Math.min(step, z[i] + (y[i + 1] - y[i]) / 2));
        y[i] += best - z[i];
        y[i + 1] -= best - z[i];
        z[i] = best;
      }
    }
    return y;
  }

  @Test
  void longRowsMeetTheOptimalityCondition() {
    for (int n : new int[] {1, 2, 3, 50, 1000}) {
      for (double step : new double[] {0.01, 1, 30}) {
        double[] x =
            TensorData.doubles(
                torch.randn(1, n).to(ScalarType.Double).cumsum(1).add(new Scalar(1e3)));
        double[] y = TensorData.doubles(operator().prox(TensorData.of(x, 1, n), step));
        double dual = 0;
        for (int i = 0; i < n - 1; i++) {
          dual += y[i] - x[i];
          assertTrue(Math.abs(dual) <= step + 1e-9, n + " " + step);
          if (y[i + 1] != y[i]) {
            assertEquals(step * Math.signum(y[i + 1] - y[i]), dual, 1e-9, n + " " + step);
          }
        }
        assertEquals(0, dual + y[n - 1] - x[n - 1], 1e-9);
      }
    }
  }

  @Test
  void onMonotoneRowsItIsIsotonicRegressionWithTheEndsMovedInwards() {
    Tensor x = points().sort(2, false).get0();
    Tensor ends = torch.zeros_like(x);
    ends.select(2, 0).fill_(new Scalar(0.4));
    ends.select(2, 6).fill_(new Scalar(-0.4));
    assertArrayEquals(
        TensorData.doubles(new IsotonicCone().prox(x.add(ends), 1.0)),
        TensorData.doubles(operator().prox(x, 0.4)),
        1e-12);
  }

  @Test
  void aLargeStepLeavesTheAverageOfARow() {
    Tensor x = points();
    Tensor mean = x.mean(2).unsqueeze(2).expand_as(x);
    assertArrayEquals(TensorData.doubles(mean), TensorData.doubles(operator().prox(x, 1e3)), 1e-12);
  }

  @Test
  void membersThatAreNumbersHaveNoNeighbours() {
    Tensor x = TensorData.of(new double[] {1, 2, -3}, 3);
    assertArrayEquals(new double[] {1, 2, -3}, TensorData.doubles(operator().prox(x, 1.0)));
    assertArrayEquals(new double[3], TensorData.doubles(operator().value(x)));
  }

  @Test
  void worksAtAllScales() {
    for (double scale : new double[] {1e-6, 1e6}) {
      for (ScalarType type : new ScalarType[] {ScalarType.Float, ScalarType.Double}) {
        Tensor x = points();
        Tensor y = operator().prox(x.mul(new Scalar(scale)).to(type), 0.8 * scale);
        assertArrayEquals(
            TensorData.doubles(operator().prox(x, 0.8)),
            TensorData.doubles(y.to(ScalarType.Double).div(new Scalar(scale))),
            1e-5);
      }
    }
  }
}
