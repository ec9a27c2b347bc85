package org.moreau.operator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorData;

class HingeLossTest extends ProximalOperatorContract {
  static final double[] LABELS = {1, -1, -1, 1, 1, -1};

  @Override
  protected ProximalOperator operator() {
    return new HingeLoss(TensorData.of(LABELS, 6));
  }

  @Override
  protected double[] obviousProx(double[] x, double step) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double label = LABELS[i];
      y[i] = ScalarSearch.prox(v -> Math.max(0, 1 - label * v), x[i], step, -12, 12);
    }
    return y;
  }

  @Test
  void theValueIsTheFormula() {
    Tensor x = TensorData.of(new double[] {3, 0.5, -2, 0, 0, 0}, 1, 6);

    assertEquals(0 + 1.5 + 0 + 1 + 1 + 1, operator().value(x).item_double());
  }

  /** By Moreau's identity, the conjugate of max(0, 1 − m) being u on [−1, 0]. */
  @Test
  void isTheMarginMinusAProjectionOntoABox() {
    Tensor x = points();
    Tensor label = TensorData.of(LABELS, 6);
    Tensor margin = x.mul(label);
    Tensor projected = new Box(-0.7, 0).prox(margin.sub(new Scalar(1)), 1);

    assertArrayEquals(
        TensorData.doubles(margin.sub(projected).mul(label)),
        TensorData.doubles(operator().prox(x, 0.7)),
        1e-14);
  }

  @Test
  void everyMemberMayHaveItsOwnLabels() {
    Tensor x = points().narrow(1, 0, 1);
    Tensor labels = TensorData.of(new double[] {1, -1, 1}, 3, 1);
    Tensor y = new HingeLoss(labels).prox(x, 0.7);
    for (int i = 0; i < 3; i++) {
      Tensor one = new HingeLoss(labels.narrow(0, i, 1)).prox(x.narrow(0, i, 1), 0.7);
      assertEquals(one.item_double(), y.narrow(0, i, 1).item_double());
    }
  }

  @Test
  void rejectsLabelsOfOtherValuesOrShapes() {
    assertEquals(
        "labels must be +1 or -1, got 0.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new HingeLoss(TensorData.of(new double[] {1, 0}, 2)))
            .getMessage());
    assertEquals(
        "labels must have the shape [], [6] or [3, 6], got [2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new HingeLoss(TensorData.of(new double[] {1, -1}, 2)).prox(points(), 1.0))
            .getMessage());
  }
}
