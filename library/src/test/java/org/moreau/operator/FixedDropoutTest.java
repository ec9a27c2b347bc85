package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class FixedDropoutTest extends ProximalOperatorContract {
  private static final double[] WEIGHTS = {0, 0.1, 0.5, 1, 3, 20};

  @Override
  protected ProximalOperator operator() {
    return new FixedDropout(TensorData.of(WEIGHTS, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double lambda = 1 / step;
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * lambda / (lambda + WEIGHTS[i]);
    }
    return y;
  }

  @Test
  void theWeightsOfAPointAreThoseOfDropoutWithItsProbabilityHeld() {
    Tensor x = points();
    double[] p = {0.2, 0.5, 0.9};

    double[] y = TensorData.doubles(FixedDropout.at(x, TensorData.of(p, 3)).prox(x, 1 / 0.5));

    double[] values = TensorData.doubles(x);
    for (int i = 0; i < values.length; i++) {
      double a = p[i / 6] * (1 - p[i / 6]) * values[i] * values[i];
      assertEquals(values[i] * 0.5 / (0.5 + a), y[i], 1e-12);
    }
  }

  @Test
  void theGradientInTheWeightsIsThatOfTheFormula() {
    Tensor weights = TensorData.of(WEIGHTS, 6);
    weights.set_requires_grad(true);
    Tensor x = points().narrow(0, 0, 1);

    new FixedDropout(weights).prox(x, 2.0).sum().backward();

    double[] values = TensorData.doubles(x);
    double[] expected = new double[6];
    for (int i = 0; i < 6; i++) {
      expected[i] = -2 * values[i] / Math.pow(1 + 2 * WEIGHTS[i], 2);
    }
    assertArrayEquals(expected, TensorData.doubles(weights.grad()), 1e-12);
  }

  @Test
  void rejectsNegativeWeightsAndOtherShapes() {
    assertEquals(
        "weights must be >= 0, got -1.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new FixedDropout(TensorData.of(new double[] {1, -1}, 2)))
            .getMessage());
    Tensor x = points();
    assertEquals(
        "weights must have the shape [6] or [3, 6], got [2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new FixedDropout(TensorData.of(new double[] {1, 1}, 2)).prox(x, 1.0))
            .getMessage());
  }
}
