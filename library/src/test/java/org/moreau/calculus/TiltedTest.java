package org.moreau.calculus;

import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Norm;
import org.moreau.operator.ParameterGradient;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class TiltedTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new Tilted(new L1Norm(), TensorData.of(SLOPE, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = soft(x[i] - step * SLOPE[i], step);
    }
    return y;
  }

  private static final double[] SLOPE = {0.3, -1, 2, 0, 0.5, -0.2};

  @Test
  void isDifferentiableInTheSlope() {
    ParameterGradient.matchesDifferences(
        s -> new Tilted(new L1Norm(), s), SLOPE, new long[] {6}, points(), 0.7);
  }
}
