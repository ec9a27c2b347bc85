package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Ball;
import org.moreau.operator.L1Norm;
import org.moreau.operator.ParameterGradient;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class TranslatedTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Translated(new L1Norm(), TensorData.of(SHIFT, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = SHIFT[i] + soft(x[i] - SHIFT[i], step);
    }
    return y;
  }

  private static final double[] SHIFT = {0.3, -1, 2, 0, 0.5, -0.2};

  @Test
  void isDifferentiableInTheShift() {
    ParameterGradient.matchesDifferences(
        s -> new Translated(new L1Norm(), s), SHIFT, new long[] {6}, points(), 0.7);
  }

  @Test
  void aTranslatedSetIsASet() {
    assertTrue(new Translated(new L1Ball(1), TensorData.of(SHIFT, 6)).isIndicator());
  }

  @Test
  void rejectsAShiftOfAnotherShape() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Translated(new L1Norm(), TensorData.of(SHIFT, 2, 3)).prox(points(), 1.0))
            .getMessage();

    assertEquals("shift must have the shape [], [6] or [3, 6], got [2, 3]", message);
  }
}
