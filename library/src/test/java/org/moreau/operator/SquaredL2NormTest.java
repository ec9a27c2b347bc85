package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class SquaredL2NormTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new SquaredL2Norm();
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return ScalarSearch.prox(v -> v * v / 2, x, step, -12);
  }

  @Test
  void theValueHasTheFactorOneHalfAndTheMapShrinksByOnePlusTheStep() {
    var x = TensorData.of(new double[] {3, 4}, 1, 2);

    assertEquals(12.5, operator().value(x).item_double());
    assertEquals(
        "[1.0, 1.3333333333333333]", Arrays.toString(TensorData.doubles(operator().prox(x, 2))));
  }
}
