package org.moreau.calculus;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Norm;
import org.moreau.operator.ParameterGradient;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class PlusSquaredNormTest extends ProximalOperatorContract {
  private static final double[] CENTRE = {0.3, -1, 2, 0, 0.5, -0.2};

  @Override
  protected ProximalOperator operator() {
    return new PlusSquaredNorm(
        new L1Norm(), TensorData.of(new double[] {0.8}), TensorData.of(CENTRE, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = soft(x[i] + 0.8 * step * CENTRE[i], step) / (1 + 0.8 * step);
    }
    return y;
  }

  @Test
  void isDifferentiableInWeightAndCentre() {
    Tensor weight = TensorData.of(new double[] {0.8});
    Tensor centre = TensorData.of(CENTRE, 6);
    ParameterGradient.matchesDifferences(
        w -> new PlusSquaredNorm(new L1Norm(), w, centre),
        new double[] {0.4, 1, 0.2},
        new long[] {3},
        points(),
        0.7);
    ParameterGradient.matchesDifferences(
        c -> new PlusSquaredNorm(new L1Norm(), weight, c), CENTRE, new long[] {6}, points(), 0.7);
  }
}
