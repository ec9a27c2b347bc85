package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class LinearFunctionTest extends ProximalOperatorContract {
  private static final double[] C = {1, -2, 0.5, 0, 3, -1};

  @Override
  protected ProximalOperator operator() {
    return new LinearFunction(TensorData.of(C, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double c = C[i];
      y[i] = ScalarSearch.prox(v -> c * v, x[i], step, -12, 12);
    }
    return y;
  }

  @Test
  void theValueIsTheInnerProduct() {
    Tensor x = TensorData.of(new double[] {1, 1, 2, 9, 1, 1}, 1, 6);

    assertEquals(1 - 2 + 1 + 0 + 3 - 1, operator().value(x).item_double());
  }

  @Test
  void theGradientInTheCoefficientsMatchesDifferences() {
    ParameterGradient.matchesDifferences(LinearFunction::new, C, new long[] {6}, points(), 0.4);
    ParameterGradient.matchesDifferences(
        LinearFunction::new, new double[] {1, 2, 3}, new long[] {3, 1}, points(), 0.4);
  }

  @Test
  void rejectsCoefficientsOfAnotherShape() {
    assertEquals(
        "coefficients must have the shape [], [6] or [3, 6], got [3]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new LinearFunction(TensorData.of(new double[3], 3)).prox(points(), 1.0))
            .getMessage());
  }
}
