package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Ball;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.operator.ParameterGradient;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class DilatedTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Dilated(new L1Norm(), -1.7);
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = soft(x[i], 1.7 * step);
    }
    return y;
  }

  @Test
  void isDifferentiableInTheFactor() {
    ParameterGradient.matchesDifferences(
        a -> new Dilated(new L1Norm(), a), new double[] {0.4}, new long[] {}, points(), 0.7);
    ParameterGradient.matchesDifferences(
        a -> new Dilated(new L2Norm(), a),
        new double[] {0.4, -1, 0.2},
        new long[] {3},
        points(),
        0.7);
  }

  @Test
  void aDilatedBallIsABallOfAnotherRadius() {
    Tensor x = points();

    assertArrayEquals(
        TensorData.doubles(new L1Ball(0.75).prox(x, 1.0)),
        TensorData.doubles(new Dilated(new L1Ball(1.5), 2).prox(x, 1.0)),
        1e-12);
  }

  @Test
  void rejectsZeroAndNaN() {
    for (double factor : new double[] {0, Double.NaN}) {
      assertEquals(
          "factor must be finite and not 0, got " + factor,
          assertThrows(IllegalArgumentException.class, () -> new Dilated(new L1Norm(), factor))
              .getMessage());
    }
  }
}
