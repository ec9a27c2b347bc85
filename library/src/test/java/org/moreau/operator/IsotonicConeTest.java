package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class IsotonicConeTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new IsotonicCone();
  }

  @Override
  protected Tensor feasible(Tensor y) {
    return operator().prox(y, 1.0);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return lowestOfHighestMeans(x);
  }

  /** y_i = max over starts ≤ i of the min over ends ≥ i of the mean between them. */
  static double[] lowestOfHighestMeans(double[] x) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = Double.NEGATIVE_INFINITY;
      for (int start = 0; start <= i; start++) {
        double least = Double.POSITIVE_INFINITY;
        for (int end = i; end < x.length; end++) {
          double mean = 0;
          for (int k = start; k <= end; k++) {
            mean += x[k] / (end - start + 1);
          }
          least = Math.min(least, mean);
        }
        y[i] = Math.max(y[i], least);
      }
    }
    return y;
  }

  @Test
  void everyRowOfAMemberIsSortedOnItsOwn() {
    Tensor x = points();
    assertArrayEquals(
        TensorData.doubles(operator().prox(x, 1.0)),
        TensorData.doubles(operator().prox(x.view(1, 3, 6), 1.0)));
  }

  @Test
  void aRisingRowStaysAndAFallingOneBecomesItsMean() {
    Tensor x = TensorData.of(new double[] {1, 2, 2, 4, 4, 2, 2, 1}, 2, 4);
    assertArrayEquals(
        new double[] {1, 2, 2, 4, 2.25, 2.25, 2.25, 2.25},
        TensorData.doubles(operator().prox(x, 1.0)));
    assertArrayEquals(
        new double[] {0, Double.POSITIVE_INFINITY}, TensorData.doubles(operator().value(x)));
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
        Tensor y = operator().prox(x.mul(new Scalar(scale)).to(type), 1.0);
        assertEquals(0, operator().value(y).max().item_double());
        assertArrayEquals(
            TensorData.doubles(operator().prox(x, 1.0)),
            TensorData.doubles(y.to(ScalarType.Double).div(new Scalar(scale))),
            1e-5);
      }
    }
  }
}
