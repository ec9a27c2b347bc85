package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class LogisticLossTest extends ProximalOperatorContract {
  @Override
  protected ProximalOperator operator() {
    return new LogisticLoss(TensorData.of(HingeLossTest.LABELS, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double label = HingeLossTest.LABELS[i];
      y[i] = ScalarSearch.prox(v -> Math.log1p(Math.exp(-label * v)), x[i], step, -12, 12);
    }
    return y;
  }

  @Test
  void theValueIsTheFormulaWithoutOverflow() {
    Tensor x = TensorData.of(new double[] {-1000, 1}, 1, 2);
    Tensor labels = TensorData.of(new double[] {1, -1}, 2);

    assertEquals(1000 + Math.log1p(Math.E), new LogisticLoss(labels).value(x).item_double(), 1e-12);
  }

  /** p − m = step σ(−p) for margins and steps of all sizes, on both sides of p = 0. */
  @Test
  void theOptimalityConditionHoldsAtEveryScale() {
    ProximalOperator operator = new LogisticLoss(TensorData.of(new double[] {1}, 1));
    for (double exponent = -6; exponent <= 6; exponent++) {
      double step = Math.pow(10, exponent);
      for (double share : new double[] {-3, -1, -1 + 1e-9, -0.9, -0.5, -0.1, -1e-9, 0, 1e-6, 2}) {
        for (double offset : new double[] {-30, -1, 0, 1e-3, 5}) {
          double m = share * step + offset;
          double p = operator.prox(TensorData.of(new double[] {m}, 1, 1), step).item_double();
          double below = 1 / (1 + Math.exp(p));
          double slope = 1 + step * below * (1 - below);
          double scale = Math.abs(m) + step + 1;
          assertEquals(0, (p - m - step * below) / slope, 1e-14 * scale, "m " + m + ", " + step);
        }
      }
    }
  }

  @Test
  void aGradientNeedsAScope() {
    close();
    try {
      Tensor x = points();
      ProximalOperator g = operator();
      assertEquals(3, g.prox(x, 1.0).size(0));
      x.set_requires_grad(true);

      String message = assertThrows(IllegalStateException.class, () -> g.prox(x, 1.0)).getMessage();

      assertTrue(message.startsWith("a TensorScope must be open"), message);
      assertTrue(new L1Norm().prox(x, 1.0).requires_grad());
    } finally {
      open();
    }
  }

  @Test
  void rejectsLabelsOfOtherValues() {
    assertEquals(
        "labels must be +1 or -1, got 2.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new LogisticLoss(TensorData.of(new double[] {1, 2}, 2)))
            .getMessage());
  }
}
