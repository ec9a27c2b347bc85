package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class ElasticNetTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new ElasticNet(0.6);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return ScalarSearch.prox(v -> Math.abs(v) + 0.3 * v * v, x, step, -12);
  }

  @Test
  void theValueIsTheFormula() {
    Tensor x = TensorData.of(new double[] {3, -4}, 1, 2);

    assertEquals(7 + 0.3 * 25, operator().value(x).item_double(), 1e-14);
  }

  @Test
  void theGradientInTheRatioMatchesDifferences() {
    double[] values = {0.2, 1, 3};
    ParameterGradient.matchesDifferences(ElasticNet::new, values, new long[] {3}, points(), 0.4);
  }

  @Test
  void withoutSquaresItIsTheL1Norm() {
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(new L1Norm().prox(x, 0.4)),
        TensorData.doubles(new ElasticNet(0).prox(x, 0.4)));
  }

  @Test
  void rejectsANegativeRatio() {
    assertEquals(
        "ratio must be >= 0 and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> new ElasticNet(-1)).getMessage());
  }

  @Test
  void rejectsARatioThatBecameNegative() {
    Tensor ratio = TensorData.of(new double[] {1}, 1).squeeze();
    ProximalOperator operator = new ElasticNet(ratio);
    ratio.neg_();

    assertEquals(
        "ratio must be >= 0 and finite, got -1.0",
        assertThrows(IllegalArgumentException.class, () -> operator.prox(points(), 1.0))
            .getMessage());
  }
}
