package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class HuberTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Huber(0.4);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    return ScalarSearch.prox(
        v -> Math.abs(v) <= 0.4 ? v * v / 2 : 0.4 * (Math.abs(v) - 0.2), x, step, -12);
  }

  @Test
  void theValueIsTheFormulaAndTheEnvelopeOfTheAbsoluteValue() {
    Tensor x = points();
    // min_y |y| + (y - x)^2 / (2 delta) is Huber's function over delta.
    Tensor y = new L1Norm().prox(x, 0.4);
    Tensor envelope = y.abs().add(y.sub(x).square().div(new Scalar(0.8))).sum(1);

    assertArrayEquals(
        TensorData.doubles(envelope.mul(new Scalar(0.4))),
        TensorData.doubles(operator().value(x)),
        1e-12);
  }

  @Test
  void theGradientInDeltaMatchesDifferences() {
    double[] values = {0.2, 0.5, 1};
    ParameterGradient.matchesDifferences(Huber::new, values, new long[] {3}, points(), 0.4);
  }

  @Test
  void rejectsADeltaOfZero() {
    assertEquals(
        "delta must be > 0 and finite, got 0.0",
        assertThrows(IllegalArgumentException.class, () -> new Huber(0)).getMessage());
  }
}
