package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.operator.OperatorContract;
import org.moreau.operator.ProximalOperator;

class ScaledTest extends OperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Scaled(new L1Norm(), 1.7);
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
  void isDifferentiableInTheWeight() {
    parameterGradientsMatchDifferences(w -> new Scaled(new L1Norm(), w), new double[] {0.4});
    parameterGradientsMatchDifferences(
        w -> new Scaled(new L2Norm(), w), new double[] {0.4, 1, 0.2}, 3);
  }

  @Test
  void rejectsAWeightThatIsNotPositive() {
    assertThrows(IllegalArgumentException.class, () -> new Scaled(new L1Norm(), 0));
    ProximalOperator g = new Scaled(new L1Norm(), TensorData.of(new double[] {-1}));

    String message =
        assertThrows(IllegalArgumentException.class, () -> g.prox(points(), 1.0)).getMessage();

    assertEquals("weight must be > 0, got -1.0", message);
  }
}
