package org.moreau.calculus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;
import org.moreau.operator.L1Norm;
import org.moreau.operator.L2Norm;
import org.moreau.operator.ParameterGradient;
import org.moreau.operator.ProximalOperator;
import org.moreau.operator.ProximalOperatorContract;

class ScaledTest extends ProximalOperatorContract {
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
    ParameterGradient.matchesDifferences(
        w -> new Scaled(new L1Norm(), w), new double[] {0.4}, new long[] {}, points(), 0.7);
    ParameterGradient.matchesDifferences(
        w -> new Scaled(new L2Norm(), w),
        new double[] {0.4, 1, 0.2},
        new long[] {3},
        points(),
        0.7);
  }

  @Test
  void rejectsAWeightThatIsNotPositive() {
    assertThrows(IllegalArgumentException.class, () -> new Scaled(new L1Norm(), 0));
    Tensor learnt = TensorData.of(new double[] {1});
    ProximalOperator g = new Scaled(new L1Norm(), learnt);
    learnt.sub_(new Scalar(2));

    String made =
        assertThrows(IllegalArgumentException.class, () -> new Scaled(new L1Norm(), learnt))
            .getMessage();
    String moved =
        assertThrows(IllegalArgumentException.class, () -> g.prox(points(), 1.0)).getMessage();

    assertEquals("weight must be > 0 and finite, got -1.0", made);
    assertEquals("weight must be > 0 and finite, got -1.0", moved);
  }
}
